package io.github.mtasts.tool.lint;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a TXT record in a line of a file: as a zone file has it, with an owner and quotation marks, or the bare text. Pure.
 */
final class ZoneText {
    private static final Pattern TYPE = Pattern.compile("(?i)^\\S*\\s+(?:\\d+\\s+)?(?:IN\\s+)?(?:\\d+\\s+)?TXT\\s+");
    private static final Pattern STRING = Pattern.compile("\"((?:[^\"\\\\]|\\\\.)*)\"");
    private static final Pattern ESCAPE = Pattern.compile("\\\\(?:(\\d{3})|(.))");

    private ZoneText() {}

    /** The text of the record: the strings in quotation marks joined (RFC 1035 section 3.3.14), else what follows the type. */
    static String of(String line) {
        Matcher type = TYPE.matcher(line);
        String data = type.find() ? line.substring(type.end()) : line;
        Matcher string = STRING.matcher(data);
        if (!data.strip().startsWith("\"") || !string.find()) {
            return data;
        }
        StringBuilder text = new StringBuilder();
        do {
            text.append(unescaped(string.group(1)));
        } while (string.find());
        return text.toString();
    }

    /** Whether a line is meant as a record: a policy has no such line. */
    static boolean looksLikeRecord(String line) {
        String start = of(line).stripLeading().toLowerCase(Locale.ROOT);
        return TYPE.matcher(line).find() || start.startsWith("v=") || start.startsWith("v =");
    }

    private static String unescaped(String text) {
        return ESCAPE.matcher(text).replaceAll(match -> {
            String number = match.group(1);
            String plain = number == null ? match.group(2) : String.valueOf((char) (Integer.parseInt(number) & 0xFF));
            return Matcher.quoteReplacement(plain);
        });
    }
}
