package io.github.mtasts.tlsrpt.read;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Computes a digest of the values of a report. Each text is preceded by its length, so that no two reports run together. */
final class ReportDigest {
    private static final int BUFFER = 1_024;

    private final MessageDigest digest;
    private final ByteBuffer buffer = ByteBuffer.allocate(BUFFER);

    private ReportDigest() {
        try {
            digest = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    static String of(TlsReport report) {
        ReportDigest digest = new ReportDigest();
        digest.text(report.organizationName());
        digest.text(report.contactInfo());
        digest.text(report.reportId());
        digest.text(Timestamps.text(report.range().start()));
        digest.text(Timestamps.text(report.range().end()));
        digest.all(report.policies(), digest::policy);
        return digest.hex();
    }

    static String of(String... texts) {
        ReportDigest digest = new ReportDigest();
        for (String text : texts) {
            digest.text(text);
        }
        return digest.hex();
    }

    private String hex() {
        flush();
        return HexFormat.of().formatHex(digest.digest());
    }

    private void flush() {
        digest.update(buffer.flip());
        buffer.clear();
    }

    private ByteBuffer room(int octets) {
        if (buffer.remaining() < octets) {
            flush();
        }
        return buffer;
    }

    private void policy(PolicyReport policy) {
        text(policy.policyType());
        all(policy.policyString(), this::text);
        text(policy.policyDomain());
        all(policy.mxHosts(), this::text);
        number(policy.successCount());
        number(policy.failureCount());
        all(policy.failureDetails(), this::failure);
    }

    private void failure(FailureDetails details) {
        text(details.resultType());
        text(details.sendingMtaIp());
        text(details.receivingMxHostname());
        text(details.receivingMxHelo());
        text(details.receivingIp());
        number(details.failedSessionCount());
        text(details.additionalInformation());
        text(details.failureReasonCode());
    }

    private <T> void all(List<T> list, Consumer<T> each) {
        number(list.size());
        for (int i = 0; i < list.size(); i++) {
            each.accept(list.get(i));
        }
    }

    private void text(@Nullable String text) {
        if (text == null) {
            number(-1);
            return;
        }
        byte[] encoded = text.getBytes(StandardCharsets.UTF_8);
        number(encoded.length);
        if (encoded.length > BUFFER) {
            flush();
            digest.update(encoded);
        } else {
            room(encoded.length).put(encoded);
        }
    }

    private void number(long number) {
        room(Long.BYTES).putLong(number);
    }
}
