package io.github.mtasts.tool.run;

import io.github.mtasts.name.MxHost;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads the name of an MX host from the command line. */
public final class HostName implements ITypeConverter<MxHost> {
    /** Made by picocli. */
    public HostName() {}

    @Override
    public MxHost convert(String value) {
        return MxHost.parse(value).orElseThrow(() -> new TypeConversionException("'" + value + "' is not a host name"));
    }
}
