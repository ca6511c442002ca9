package io.github.mtasts.tool.postfix;

import io.github.mtasts.text.Printable;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Reads the values of settings by their kind. What cannot be read is noted as a fault, and the default goes on. For one thread. */
final class Values {
    private static final int LARGEST_PORT = 65_535;
    private static final int MAX_SHOWN = 80;
    private static final Duration LONGEST = Duration.ofDays(366);
    private static final Pattern TIME = Pattern.compile("(\\d{1,7})(ms|s|m|h|d)");
    private static final Pattern MODE = Pattern.compile("0?([0-7])([0-7])([0-7])");
    private static final Pattern ADDRESS =
            Pattern.compile("(?:([\\d.]+)|\\[([0-9a-fA-F:.]+)])(?::(\\d{1,5}))?|([0-9a-fA-F]*:[0-9a-fA-F:.]+)");

    private final ConfigLines lines;
    private final Path folder;

    /** @param folder what relative file names start from */
    Values(ConfigLines lines, Path folder) {
        this.lines = lines;
        this.folder = folder;
    }

    Optional<String> text(String key) {
        return lines.take(key);
    }

    boolean flag(String key, boolean standard) {
        Optional<String> text = lines.take(key);
        if (text.isEmpty()) {
            return standard;
        }
        if (!text.get().equals("true") && !text.get().equals("false")) {
            refuse(text.get(), "true or false");
        }
        return text.get().equals("true");
    }

    Duration time(String key, Duration standard, Duration least, Duration most) {
        Optional<String> text = lines.take(key);
        if (text.isEmpty()) {
            return standard;
        }
        Matcher time = TIME.matcher(text.get());
        if (time.matches()) {
            Duration read = time(Long.parseLong(time.group(1)), time.group(2));
            if (read.compareTo(least) >= 0 && read.compareTo(most) <= 0) {
                return read;
            }
        }
        refuse(text.get(), "a time from " + shown(least) + " to " + shown(most) + ", such as 30s, 5m, 1h or 30d");
        return standard;
    }

    Duration time(String key, Duration standard) {
        return time(key, standard, Duration.ofMillis(1), LONGEST);
    }

    private static Duration time(long number, String unit) {
        return switch (unit) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }

    private static String shown(Duration time) {
        long millis = time.toMillis();
        return time.toDaysPart() > 0 && time.equals(Duration.ofDays(time.toDays()))
                ? time.toDays() + "d"
                : millis % 1_000 == 0 ? millis / 1_000 + "s" : millis + "ms";
    }

    <E extends Enum<E>> E constant(String key, E standard, E[] constants) {
        Optional<String> text = lines.take(key);
        if (text.isEmpty()) {
            return standard;
        }
        for (E constant : constants) {
            if (word(constant).equals(text.get())) {
                return constant;
            }
        }
        refuse(
                text.get(),
                "one of " + Arrays.stream(constants).map(Values::word).collect(Collectors.joining(", ")));
        return standard;
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    Optional<Path> path(String key) {
        return lines.take(key).flatMap(this::parsedPath);
    }

    private Optional<Path> parsedPath(String text) {
        try {
            return Optional.of(folder.resolve(text));
        } catch (InvalidPathException e) {
            lines.refuse("is " + Printable.quoted(text, MAX_SHOWN) + ", which is no path: " + e.getReason());
            return Optional.empty();
        }
    }

    /** A path in the value of the key that was taken last. */
    Optional<Path> pathIn(String text) {
        return parsedPath(text);
    }

    /** The permissions of a socket, in octal digits. */
    String mode(String key, String standard) {
        Optional<String> text = lines.take(key);
        Matcher digits = MODE.matcher(text.orElse(standard));
        if (!digits.matches()) {
            refuse(text.orElse(""), "three octal digits, such as 0660");
            return mode("", standard);
        }
        StringBuilder mode = new StringBuilder();
        for (int i = 1; i <= digits.groupCount(); i++) {
            int bits = digits.group(i).charAt(0) - '0';
            mode.append((bits & 4) != 0 ? 'r' : '-')
                    .append((bits & 2) != 0 ? 'w' : '-')
                    .append((bits & 1) != 0 ? 'x' : '-');
        }
        return PosixFilePermissions.toString(PosixFilePermissions.fromString(mode.toString()));
    }

    /** A list with commas. */
    List<String> list(String key) {
        return lines.take(key).stream()
                .flatMap(text -> Arrays.stream(text.split(",", -1)))
                .map(String::strip)
                .filter(each -> !each.isEmpty())
                .toList();
    }

    /**
     * An IP address with a port, in the value of the key that was taken last.
     *
     * @param port the port where the text names none; 0 where it has to
     */
    Optional<InetSocketAddress> address(String text, int port) {
        Matcher address = ADDRESS.matcher(text);
        if (address.matches()) {
            int number = address.group(3) == null ? port : Integer.parseInt(address.group(3));
            Optional<InetAddress> host = literal(
                    address.group(1) != null
                            ? address.group(1)
                            : address.group(2) != null ? address.group(2) : address.group(4));
            boolean isPort = number <= LARGEST_PORT && (number > 0 || address.group(3) != null);
            if (host.isPresent() && isPort) {
                return Optional.of(new InetSocketAddress(host.get(), number));
            }
        }
        refuse(text, "an IP address and a port, such as 127.0.0.1:" + (port == 0 ? "9461" : port));
        return Optional.empty();
    }

    Optional<InetAddress> literal(String text) {
        try {
            return text.matches("[0-9.]+|[0-9a-fA-F:.]*:[0-9a-fA-F:.]*")
                    ? Optional.of(InetAddress.getByName(text))
                    : Optional.empty();
        } catch (UnknownHostException e) {
            return Optional.empty(); // the caller says what was expected
        }
    }

    /** Notes that the value of the key that was taken last is another one than expected. */
    void refuse(String text, String expected) {
        lines.refuse("is " + Printable.quoted(text, MAX_SHOWN) + ": expected " + expected);
    }

    /** Notes that the key that was taken last has to be set. */
    void missing(String example) {
        lines.refuse("is missing: set it to " + example);
    }

    void refuseTogether(String sentence) {
        lines.refuseTogether(sentence);
    }
}
