package io.github.mtasts.tlsrpt.dkim;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.Signature;
import java.security.SignatureException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.james.jdkim.DKIMCommon;
import org.apache.james.jdkim.api.Headers;
import org.apache.james.jdkim.api.SignatureRecord;
import org.apache.james.jdkim.exceptions.PermFailException;
import org.apache.james.jdkim.impl.BodyHasherImpl;

/** A message in the form that jDKIM needs: its fields and its body (RFC 6376 section 3.7). */
final class SignedText extends DKIMCommon implements Headers {
    private static final String FIELD = "DKIM-Signature";

    private final List<String> fields;
    private final byte[] body;

    private SignedText(List<String> fields, byte[] body) {
        this.fields = fields;
        this.body = body;
    }

    /** Accepts bare LF, because a message from a file may have lost its CR. */
    static SignedText of(byte[] message) {
        byte[] octets = withCrLf(message);
        List<String> fields = new ArrayList<>();
        StringBuilder field = new StringBuilder();
        int position = 0;
        while (position < octets.length) {
            int end = lineEnd(octets, position);
            String line = new String(octets, position, end - position, StandardCharsets.ISO_8859_1);
            position = Math.min(octets.length, end + 2);
            if (line.isEmpty()) {
                break;
            }
            if (line.charAt(0) == ' ' || line.charAt(0) == '\t') {
                field.append("\r\n").append(line);
            } else {
                add(fields, field);
                field.append(line);
            }
        }
        add(fields, field);
        byte[] body = new byte[octets.length - position];
        System.arraycopy(octets, position, body, 0, body.length);
        return new SignedText(List.copyOf(fields), body);
    }

    private static void add(List<String> fields, StringBuilder field) {
        if (field.length() > 0) {
            fields.add(field.toString());
            field.setLength(0);
        }
    }

    private static int lineEnd(byte[] octets, int start) {
        int i = start;
        while (i < octets.length && !(octets[i] == '\r' && i + 1 < octets.length && octets[i + 1] == '\n')) {
            i++;
        }
        return i;
    }

    private static byte[] withCrLf(byte[] message) {
        ByteArrayOutputStream out = new ByteArrayOutputStream(message.length + 64);
        for (int i = 0; i < message.length; i++) {
            if (message[i] == '\n' && (i == 0 || message[i - 1] != '\r')) {
                out.write('\r');
            }
            out.write(message[i]);
        }
        return out.toByteArray();
    }

    @Override
    public List<String> getFields() {
        return fields;
    }

    @Override
    public List<String> getFields(String name) {
        return fields.stream()
                .filter(field -> name(field).equalsIgnoreCase(name))
                .toList();
    }

    private static String name(String field) {
        return field.substring(0, Math.max(0, field.indexOf(':'))).strip();
    }

    /** Returns the values of the signature fields from top to bottom. */
    List<String> signatures() {
        return getFields(FIELD).stream()
                .map(field -> field.substring(field.indexOf(':') + 1))
                .toList();
    }

    /** Returns the names of all fields in lower case, with duplicates. */
    List<String> fieldNames() {
        return fields.stream()
                .map(field -> name(field).toLowerCase(Locale.ROOT))
                .toList();
    }

    byte[] bodyHash(SignatureRecord record) throws PermFailException, IOException {
        BodyHasherImpl hasher = new BodyHasherImpl(record);
        try (var out = hasher.getOutputStream()) {
            out.write(body);
        }
        return hasher.getDigest();
    }

    void feed(SignatureRecord record, Signature signature) throws PermFailException, SignatureException {
        signatureCheck(this, record, record.getHeaders(), signature);
    }
}
