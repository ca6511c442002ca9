package io.github.mtasts.tool.run;

import java.net.InetSocketAddress;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads an IP address with an optional port: {@code 192.0.2.1}, {@code 192.0.2.1:5353}, {@code [2001:db8::1]:53}. */
final class ServerAddress implements ITypeConverter<InetSocketAddress> {
    private static final int DNS_PORT = 53;
    private static final int LARGEST_PORT = 65_535;
    private static final Pattern FORM = Pattern.compile(
            "(?<v4>[0-9.]+)(:(?<p4>[0-9]{1,5}))?|\\[(?<v6>[0-9a-fA-F:.]+)](:(?<p6>[0-9]{1,5}))?|(?<bare>[0-9a-fA-F]*:[0-9a-fA-F:.]+)");

    @Override
    public InetSocketAddress convert(String value) {
        Matcher matcher = FORM.matcher(value);
        if (!matcher.matches()) {
            throw wrong(value);
        }
        String host = first(matcher, "v4", "v6", "bare");
        String port = first(matcher, "p4", "p6");
        int number = port.isEmpty() ? DNS_PORT : Integer.parseInt(port);
        if (number < 1 || number > LARGEST_PORT) {
            throw wrong(value);
        }
        InetSocketAddress address = new InetSocketAddress(host, number);
        if (address.isUnresolved()) {
            throw wrong(value);
        }
        return address;
    }

    private static String first(Matcher matcher, String... groups) {
        for (String group : groups) {
            String found = matcher.group(group);
            if (found != null) {
                return found;
            }
        }
        return "";
    }

    private static TypeConversionException wrong(String value) {
        return new TypeConversionException(
                "'" + value + "' is not an IP address with an optional port, such as 192.0.2.1:53");
    }
}
