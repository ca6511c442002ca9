package io.github.mtasts.tool.postfix;

import java.util.List;

/** A configuration that cannot be used: one sentence for each fault, with its line and key. */
final class ConfigException extends Exception {
    private static final long serialVersionUID = 1L;

    @SuppressWarnings("serial") // the lists of the JDK are serializable
    private final List<String> faults;

    ConfigException(List<String> faults) {
        super(String.join("; ", faults));
        this.faults = List.copyOf(faults);
    }

    ConfigException(String fault, Throwable cause) {
        super(fault, cause);
        this.faults = List.of(fault);
    }

    List<String> faults() {
        return faults;
    }
}
