package io.github.mtasts.lab.command;

import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A port that can be listened at. */
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
            // The same sentence is true of it.
        }
        throw new TypeConversionException(text + " is no port: ports are numbers from 1 to " + LAST);
    }
}
