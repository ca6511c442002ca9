package io.github.mtasts.tlsrpt.store;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.SubmissionState;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Converts keys to rows and back. A row is identified by the hash of its key, so that no text from outside is in a
 * primary key.
 */
final class Rows {
    private static final int HASH_OCTETS = 16;
    /** In the year 10183. */
    private static final long MAX_EPOCH_DAY = 3_000_000;

    private final MessageDigest sha256;

    Rows() {
        try {
            sha256 = MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("SHA-256 is missing, although every Java platform has it", e);
        }
    }

    String hash(PolicyKey key) {
        put(key.type().token());
        put(key.policyDomain());
        put(key.policyString());
        put(key.mxHosts());
        return digest();
    }

    String hash(DetailKey key) {
        put(key.type().token());
        put(key.sendingIp());
        put(key.mxHost());
        put(key.helo());
        put(key.receivingIp());
        put(key.reason());
        return digest();
    }

    private void put(List<String> texts) {
        sha256.update(ByteBuffer.allocate(4).putInt(texts.size()).flip());
        texts.forEach(this::put);
    }

    /** Hashes the length first, so that different lists never have the same octets. */
    private void put(String text) {
        byte[] octets = text.getBytes(StandardCharsets.UTF_8);
        sha256.update(ByteBuffer.allocate(4).putInt(octets.length).flip());
        sha256.update(octets);
    }

    private String digest() {
        return HexFormat.of().formatHex(sha256.digest(), 0, HASH_OCTETS);
    }

    /**
     * Encodes lines as octets, because a policy line may contain characters that a database refuses. A lone surrogate
     * becomes a question mark.
     */
    static byte[] octets(List<String> lines) {
        StringBuilder text = new StringBuilder();
        for (String line : lines) {
            text.append(line.replace('\n', ' ')).append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** Returns null if this version does not know the domain name or the day; then the row is odd. */
    static @Nullable ReportKey report(long epochDay, @Nullable String domain) {
        Optional<PolicyDomain> name = domain == null ? Optional.empty() : PolicyDomain.parse(domain);
        return name.isPresent() && name.get().name().equals(domain) && epochDay >= 0 && epochDay < MAX_EPOCH_DAY
                ? new ReportKey(LocalDate.ofEpochDay(epochDay), name.get())
                : null;
    }

    /** Returns null if this version does not know the policy type. */
    static @Nullable PolicyKey policy(ResultSet row, int first) throws SQLException {
        PolicyType type = policyType(row.getString(first));
        return type == null
                ? null
                : new PolicyKey(
                        type, row.getString(first + 1), lines(row.getBytes(first + 2)), lines(row.getBytes(first + 3)));
    }

    /** Returns null if this version does not know the result type. */
    static @Nullable DetailKey detail(ResultSet row, int first) throws SQLException {
        ResultType type = resultType(row.getString(first));
        if (type == null) {
            return null;
        }
        return new DetailKey(
                type,
                row.getString(first + 1),
                row.getString(first + 2),
                row.getString(first + 3),
                row.getString(first + 4),
                row.getString(first + 5));
    }

    private static List<String> lines(byte[] octets) {
        List<String> lines = new ArrayList<>(List.of(new String(octets, StandardCharsets.UTF_8).split("\n", -1)));
        lines.remove(lines.size() - 1); // every line ends with a line feed
        return lines;
    }

    private static @Nullable PolicyType policyType(String token) {
        for (PolicyType type : PolicyType.values()) {
            if (type.token().equals(token)) {
                return type;
            }
        }
        return null;
    }

    private static @Nullable ResultType resultType(String token) {
        for (ResultType type : ResultType.values()) {
            if (type.token().equals(token)) {
                return type;
            }
        }
        return null;
    }

    /** Returns null if this version does not know the state. */
    static @Nullable SubmissionState state(String name) {
        for (SubmissionState state : SubmissionState.values()) {
            if (state.name().equals(name)) {
                return state;
            }
        }
        return null;
    }
}
