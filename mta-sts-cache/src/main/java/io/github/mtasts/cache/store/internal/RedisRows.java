package io.github.mtasts.cache.store.internal;

import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.name.internal.RegistrableDomain;
import io.github.mtasts.text.Printable;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Converts rows to script arguments, and script replies to rows. */
final class RedisRows {
    private static final Logger LOG = LoggerFactory.getLogger(RedisRows.class);

    private static final byte[] DAMAGED = "a damaged row in Redis".getBytes(StandardCharsets.US_ASCII);

    private RedisRows() {}

    /** Returns the arguments of {@link RedisScript#WRITE}. */
    static Stream<byte[]> arguments(StoredPolicy row) {
        String site = RegistrableDomain.above(row.domain().name());
        return Stream.of(
                RedisLink.octets(row.domain().name()),
                RedisLink.octets(row.id()),
                row.source(),
                millis(row.fetchedAt()),
                millis(row.expiresAt()),
                millis(row.refreshAt()),
                RedisLink.octets(site == null ? "" : site));
    }

    private static byte[] millis(Instant time) {
        return RedisLink.octets(Long.toString(time.toEpochMilli()));
    }

    /** Returns the rows in a list of names with fields, without the damaged ones. */
    static List<StoredPolicy> rows(@Nullable Object reply) {
        return list(reply).stream()
                .flatMap(pair -> row(text(list(pair).get(0)), list(pair).get(1)).stream())
                .toList();
    }

    /** Returns the row of a domain. A damaged one has a policy that cannot be parsed, because it is not known to be absent. */
    static StoredPolicy row(PolicyDomain domain, @Nullable Object fields) {
        return row(domain.name(), fields)
                .orElseGet(() ->
                        StoredPolicy.row(domain, "", DAMAGED.clone(), Instant.EPOCH, Instant.EPOCH, Instant.EPOCH));
    }

    /** Returns the row of a name. Logs a damaged one, and returns empty. */
    private static Optional<StoredPolicy> row(String domain, @Nullable Object fields) {
        List<? extends @Nullable Object> values = list(fields);
        try {
            if (values.size() < 5) {
                throw new IllegalArgumentException("not a hash");
            }
            return Optional.of(StoredPolicy.row(
                    PolicyDomain.of(domain),
                    text(values.get(0)),
                    octets(values.get(1)),
                    time(values.get(2)),
                    time(values.get(3)),
                    time(values.get(4))));
        } catch (IllegalArgumentException e) {
            LOG.warn("Skipped the damaged row of {} in Redis: {}", Printable.line(domain, 80), e.getMessage());
            return Optional.empty();
        }
    }

    /** Returns the valid names in a list. Logs the others. */
    static List<PolicyDomain> domains(@Nullable Object reply) {
        return list(reply).stream()
                .map(RedisRows::text)
                .flatMap(name -> domain(name).stream())
                .toList();
    }

    private static Optional<PolicyDomain> domain(String name) {
        Optional<PolicyDomain> domain = PolicyDomain.parse(name);
        if (domain.isEmpty()) {
            LOG.error("Skipped a row in Redis with an invalid name: {}", Printable.line(name, 80));
        }
        return domain;
    }

    private static Instant time(@Nullable Object value) {
        return Instant.ofEpochMilli(Long.parseLong(text(value)));
    }

    static String text(@Nullable Object value) {
        return new String(octets(value), StandardCharsets.UTF_8);
    }

    private static byte[] octets(@Nullable Object value) {
        if (value instanceof byte[] octets) {
            return octets;
        }
        throw new IllegalArgumentException("a field is missing");
    }

    static List<? extends @Nullable Object> list(@Nullable Object value) {
        if (value instanceof List<?> list) {
            return list;
        }
        throw new IllegalStateException("A script did not reply with a list: " + value);
    }
}
