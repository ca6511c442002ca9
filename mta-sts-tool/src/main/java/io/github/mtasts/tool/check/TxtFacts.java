package io.github.mtasts.tool.check;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.policy.StsRecordParse;
import io.github.mtasts.policy.StsRecordParser;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The TXT records of a name.
 *
 * @param name the name that was asked
 * @param aliases the targets of CNAME records on the way, in their order
 * @param answer the answer
 */
record TxtFacts(String name, List<String> aliases, TxtAnswer answer) {
    TxtFacts {
        aliases = List.copyOf(aliases);
    }

    List<String> records() {
        return answer instanceof TxtAnswer.Records found ? found.records() : List.of();
    }

    StsRecordParse parse() {
        return StsRecordParser.select(records());
    }

    /** The policy id; empty without a valid record. */
    Optional<String> id() {
        return parse() instanceof StsRecordParse.Valid valid
                ? Optional.of(valid.record().id())
                : Optional.empty();
    }

    @Nullable
    String ownFault() {
        return answer instanceof TxtAnswer.Failed failed && failed.fault() != LookupFault.DOMAIN
                ? "the DNS gave no answer about " + name + ": " + failed.reason()
                : null;
    }
}
