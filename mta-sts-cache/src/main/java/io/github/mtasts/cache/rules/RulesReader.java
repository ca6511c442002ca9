package io.github.mtasts.cache.rules;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Splits a text or a file into lines for {@link RuleLines}. */
final class RulesReader {
    private static final int MAX_SIZE = 1 << 20;

    private RulesReader() {}

    static OperatorRules read(String text) {
        if (text.length() > MAX_SIZE) {
            throw new RulesException(null, List.of(tooLarge("characters")), null);
        }
        RuleLines lines = new RuleLines();
        int start = 0;
        for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
            lines.take(text.substring(start, end));
            start = end + 1;
        }
        lines.take(text.substring(start));
        return lines.rules(null);
    }

    static OperatorRules read(Path file) {
        byte[] octets = octets(file);
        RuleLines lines = new RuleLines();
        int start = 0;
        for (int i = 0; i <= octets.length; i++) {
            // In UTF-8 an octet of 10 is always a line feed, so each line can be decoded separately.
            if (i == octets.length || octets[i] == '\n') {
                String line = decode(octets, start, i);
                if (line == null) {
                    lines.refuse("the line is not UTF-8; save the file in UTF-8");
                } else {
                    lines.take(line);
                }
                start = i + 1;
            }
        }
        return lines.rules(file);
    }

    private static byte[] octets(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes(MAX_SIZE + 1);
            if (octets.length > MAX_SIZE) {
                throw new RulesException(file, List.of(tooLarge("octets")), null);
            }
            return octets;
        } catch (NoSuchFileException e) {
            throw new RulesException(
                    file, List.of("the file does not exist; create it, empty if there are no rules"), e);
        } catch (AccessDeniedException e) {
            throw new RulesException(file, List.of("access denied; give this process read permission"), e);
        } catch (IOException e) {
            throw new RulesException(file, List.of("the file cannot be read: " + e.getMessage()), e);
        }
    }

    private static @Nullable String decode(byte[] octets, int start, int end) {
        try {
            // A new decoder reports malformed input; String would insert a replacement character.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets, start, end - start))
                    .toString();
        } catch (CharacterCodingException e) {
            return null; // the caller reports the line
        }
    }

    private static String tooLarge(String unit) {
        return String.format("there are more than %,d %s; use fewer rules or suffixes", MAX_SIZE, unit);
    }
}
