package io.github.mtasts.quickstart;

import io.github.mtasts.tlsrpt.read.ReportRead.Cause;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** The files of a folder that were left out of the summary, grouped by cause. Not thread-safe. */
final class Refusals {
    private static final int MAX_FILES = 5;

    private final Map<Cause, List<String>> lines = new EnumMap<>(Cause.class);

    void add(Path file, Refused refused) {
        lines.computeIfAbsent(refused.cause(), cause -> new ArrayList<>())
                .add("  " + file.getFileName() + ": " + refused.reason());
    }

    /** One paragraph for each cause; empty when every file was read. */
    String text() {
        StringBuilder text = new StringBuilder();
        lines.forEach((cause, files) -> {
            text.append("%nLeft out, %s: %d%n".formatted(words(cause), files.size()));
            files.stream().limit(MAX_FILES).forEach(line -> text.append(line).append(System.lineSeparator()));
            if (files.size() > MAX_FILES) {
                text.append("  and %d more%n".formatted(files.size() - MAX_FILES));
            }
        });
        return text.toString();
    }

    private static String words(Cause cause) {
        return switch (cause) {
            case NOT_JSON -> "not JSON, or cut off";
            case NOT_A_REPORT -> "not a TLS report";
            case TOO_LARGE -> "too large";
            case UNREADABLE -> "damaged or unreadable";
            case UNSIGNED -> "mail without a DKIM signature";
            case WRONG_SIGNER -> "mail signed by a domain that is not the submitter's";
            case KEY_NOT_FOUND -> "mail with a DKIM signature whose key is not in the DNS";
            case KEY_NOT_FOR_REPORTS -> "mail signed with a key that is not for reports";
            case UNDECIDED_SIGNATURE -> "mail whose DKIM signature could not be checked now";
            default -> "mail without a valid DKIM signature";
        };
    }
}
