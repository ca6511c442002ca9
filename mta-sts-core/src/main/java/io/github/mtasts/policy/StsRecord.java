package io.github.mtasts.policy;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * A valid {@code _mta-sts} TXT record. Immutable; only {@link StsRecordParser} makes one.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8461#section-3.1">RFC 8461 section 3.1</a>
 */
public final class StsRecord {
    private final String id;
    private final Map<String, String> extensions;

    StsRecord(String id, Map<String, String> extensions) {
        this.id = id;
        // Not Map.copyOf, whose look-up is slow for names that were chosen to collide.
        this.extensions = Collections.unmodifiableMap(new LinkedHashMap<>(extensions));
    }

    /**
     * The policy id. Ids are compared for equality only; they have no order.
     *
     * @return 1 to 32 ASCII letters and digits
     */
    public String id() {
        return id;
    }

    /**
     * The fields other than the version and the id.
     *
     * @return by name in the order of the record, the first of each name; unchangeable
     */
    public Map<String, String> extensions() {
        return extensions;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof StsRecord that && id.equals(that.id) && extensions.equals(that.extensions);
    }

    @Override
    public int hashCode() {
        return id.hashCode() * 31 + extensions.hashCode();
    }

    @Override
    public String toString() {
        return "id " + id + (extensions.isEmpty() ? "" : " " + extensions);
    }
}
