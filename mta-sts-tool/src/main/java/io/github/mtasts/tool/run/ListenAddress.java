package io.github.mtasts.tool.run;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads where a server listens: an IP address with a port, such as {@code 0.0.0.0:443} or {@code [::]:443}. */
public final class ListenAddress implements ITypeConverter<InetSocketAddress> {
    private static final int LARGEST_PORT = 65_535;
    private static final Pattern FORM = Pattern.compile(
            "(?:(?<v4>[0-9]+[.][0-9]+[.][0-9]+[.][0-9]+)|\\[(?<v6>[0-9a-fA-F:.]+)]):(?<port>[0-9]{1,5})");

    /** Made by picocli. */
    public ListenAddress() {}

    @Override
    public InetSocketAddress convert(String value) {
        Matcher matcher = FORM.matcher(value);
        if (matcher.matches()) {
            String host = matcher.group("v4") == null ? matcher.group("v6") : matcher.group("v4");
            int port = Integer.parseInt(matcher.group("port"));
            if (port <= LARGEST_PORT) {
                InetSocketAddress address = new InetSocketAddress(host, port);
                if (!address.isUnresolved()) {
                    return address;
                }
            }
        }
        throw new TypeConversionException(
                "'" + value + "' is not an IP address with a port, such as 0.0.0.0:443 or [::]:443");
    }
}
