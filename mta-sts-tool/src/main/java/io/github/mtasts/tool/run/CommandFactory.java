package io.github.mtasts.tool.run;

import java.lang.reflect.Constructor;
import picocli.CommandLine;
import picocli.CommandLine.IFactory;

/** Makes subcommands: gives the surroundings to those whose constructor takes them. */
public final class CommandFactory implements IFactory {
    private final IFactory others = CommandLine.defaultFactory();
    private final Surroundings surroundings;

    /**
     * Makes a factory.
     *
     * @param surroundings what the subcommands read, write and connect with
     */
    public CommandFactory(Surroundings surroundings) {
        this.surroundings = surroundings;
    }

    @Override
    public <K> K create(Class<K> type) throws Exception {
        for (Constructor<?> constructor : type.getDeclaredConstructors()) {
            if (constructor.getParameterCount() == 1 && constructor.getParameterTypes()[0] == Surroundings.class) {
                constructor.setAccessible(true);
                return type.cast(constructor.newInstance(surroundings));
            }
        }
        return others.create(type);
    }
}
