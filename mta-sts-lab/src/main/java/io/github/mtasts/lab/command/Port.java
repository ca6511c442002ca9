package io.github.mtasts.lab.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Converts the number of a port to listen on. */
final class Port implements ITypeConverter<Integer> {
    private static final int LAST = 65_535;

    @Override
    public Integer convert(String text) {
        try {
            int port = Integer.parseInt(text);
            if (port >= 1 && port <= LAST) {
                return port;
            }
        } catch (NumberFormatException e) {
            // The same message applies.
        }
        throw new TypeConversionException(text + " is not a port: ports are numbers from 1 to " + LAST);
    }
}
