package io.github.mtasts.testkit;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What an attacker alters; each setting is looked at when its moment in a session comes. */
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
    volatile boolean cutAfterStartTls;
    volatile boolean cutHandshake;
    volatile byte @Nullable [] handshakeAnswer;
    volatile @Nullable ServerCertificate certificate;
    volatile String injectedBefore220 = "";
    volatile String injectedAfter220 = "";

    /** Takes STARTTLS out of a reply to EHLO. */
    void strip(List<String> lines) {
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
                if (i == lines.size() && i > 0) {
                    // The line before is the last one now, and says so by a space (RFC 5321 section 4.2.1).
                    String last = lines.get(i - 1);
                    lines.set(i - 1, last.substring(0, 3) + " " + last.substring(4));
                }
                i--;
            }
        }
    }
}
