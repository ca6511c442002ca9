package io.github.mtasts.tool.json;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Collects the members of an object in their order. Not thread-safe. */
public final class JsonObject {
    private final Map<String, @Nullable Object> members = new LinkedHashMap<>();

    /** Makes an object without members. */
    public JsonObject() {}

    /**
     * Adds a member.
     *
     * @param name its name
     * @param value as in {@link Json#line}
     * @return this
     */
    public JsonObject with(String name, @Nullable Object value) {
        members.put(name, value);
        return this;
    }

    /**
     * Adds a member if it has a value.
     *
     * @param name its name
     * @param value as in {@link Json#line}; null to leave the member out
     * @return this
     */
    public JsonObject withIfKnown(String name, @Nullable Object value) {
        return value == null ? this : with(name, value);
    }

    /**
     * The members.
     *
     * @return for {@link Json#line}
     */
    public Map<String, @Nullable Object> members() {
        return Collections.unmodifiableMap(members);
    }
}
