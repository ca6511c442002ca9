package io.github.mtasts.lab.command;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.sender.external.ExternalServer;
import io.github.mtasts.lab.sender.postfix.PolicySource;
import java.util.Iterator;
import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the abilities that an option accepts. */
abstract class Abilities implements ITypeConverter<Ability>, Iterable<String> {
    private final List<Ability> possible;

    private Abilities(List<Ability> possible) {
        this.possible = possible;
    }

    /** The abilities of a mail server that an operator drives. */
    static final class OfAServer extends Abilities {
        OfAServer() {
            super(ExternalServer.POSSIBLE);
        }
    }

    /** The abilities of a policy service for Postfix. */
    static final class OfAPolicyService extends Abilities {
        OfAPolicyService() {
            super(PolicySource.POSSIBLE_OF_A_SERVICE);
        }
    }

    @Override
    public Ability convert(String name) {
        return possible.stream()
                .filter(ability -> ability.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        name + " is not a possible ability here: " + String.join(", ", this)));
    }

    @Override
    public Iterator<String> iterator() {
        return possible.stream().map(Enum::name).iterator();
    }
}
