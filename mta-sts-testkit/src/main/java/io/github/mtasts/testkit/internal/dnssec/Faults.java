package io.github.mtasts.testkit.internal.dnssec;

import io.github.mtasts.testkit.SignatureFault;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.Name;
import org.xbill.DNS.Type;

/** The faults of single answers, by name and type, and those of the whole server. */
public final class Faults {
    private final Map<Name, Map<Integer, SignatureFault>> byName = new ConcurrentHashMap<>();
    private volatile boolean stripped;

    /**
     * Sets a fault.
     *
     * @param name the name
     * @param type the type; ANY for all
     * @param fault the fault
     */
    public void set(Name name, int type, SignatureFault fault) {
        byName.computeIfAbsent(name, key -> new ConcurrentHashMap<>()).put(type, fault);
    }

    /**
     * Ends the faults of a name.
     *
     * @param name the name
     */
    public void heal(Name name) {
        byName.remove(name);
    }

    /**
     * Leaves all signatures and proofs out, as a resolver does that does not know DNSSEC.
     *
     * @param on whether
     */
    public void strip(boolean on) {
        stripped = on;
    }

    boolean stripped() {
        return stripped;
    }

    @Nullable
    SignatureFault at(Name name, int type) {
        Map<Integer, SignatureFault> here = byName.getOrDefault(name, Map.of());
        SignatureFault one = here.get(type);
        return one != null ? one : here.get(Type.ANY);
    }
}
