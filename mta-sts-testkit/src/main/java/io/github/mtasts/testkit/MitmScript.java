package io.github.mtasts.testkit;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The changes that an attacker makes. Each setting is read at the point of a session at which it applies. */
final class MitmScript {
    enum Stripping {
        NONE,
        REMOVE,
        BLANK
    }

    volatile Stripping stripping = Stripping.NONE;
    volatile @Nullable String startTlsReply;
    volatile @Nullable String greeting;
    volatile @Nullable String ehloReply;
    volatile @Nullable String announced;
    volatile String injectedCommands = "";
    volatile boolean cutAfterStartTls;
    volatile boolean cutHandshake;
    volatile int cutAfterOctets = -1;
    volatile byte @Nullable [] handshakeAnswer;
    volatile @Nullable OldTlsServer oldTls;
    volatile @Nullable ServerCertificate certificate;
    volatile String injectedBefore220 = "";
    volatile String injectedAfter220 = "";

    /** Applies the changes to a reply to EHLO. */
    void alterOffers(List<String> lines) {
        strip(lines);
        String extension = announced;
        if (extension != null) {
            String keyword = extension.split(" ", 2)[0];
            lines.removeIf(line -> line.length() > 4 && keywordOf(line).equals(keyword));
            lines.add(1, "250-" + extension);
            endWithLast(lines);
        }
    }

    private static String keywordOf(String line) {
        return line.substring(4).split(" ", 2)[0].toUpperCase(Locale.ROOT);
    }

    /** Marks the last line of a reply with a space (RFC 5321 section 4.2.1). */
    private static void endWithLast(List<String> lines) {
        if (!lines.isEmpty()) {
            String last = lines.get(lines.size() - 1);
            lines.set(lines.size() - 1, last.substring(0, 3) + " " + last.substring(4));
        }
    }

    private void strip(List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i);
            if (line.length() < 4
                    || !line.substring(4).trim().toUpperCase(Locale.ROOT).equals("STARTTLS")) {
                continue;
            }
            if (stripping == Stripping.BLANK) {
                lines.set(i, line.substring(0, 4) + " ".repeat(line.length() - 4));
            } else if (stripping == Stripping.REMOVE) {
                lines.remove(i);
                i--;
                endWithLast(lines);
            }
        }
    }
}
