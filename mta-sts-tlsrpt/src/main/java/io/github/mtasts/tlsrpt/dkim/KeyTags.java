package io.github.mtasts.tlsrpt.dkim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tags of a key record (RFC 6376 section 3.6.1). */
record KeyTags(Map<String, String> values) {
    /** Returns null if the text is not a tag list. */
    static @Nullable KeyTags parse(String record) {
        Map<String, String> values = new LinkedHashMap<>();
        String[] tags = record.split(";", -1);
        for (int i = 0; i < tags.length; i++) {
            int equals = tags[i].indexOf('=');
            if (equals < 0) {
                if (i == tags.length - 1 && tags[i].isBlank()) {
                    break; // after the last semicolon
                }
                return null;
            }
            String name = tags[i].substring(0, equals).strip();
            if (values.put(name, tags[i].substring(equals + 1).strip()) != null) {
                return null; // section 3.2: a duplicate tag invalidates the list
            }
        }
        return values.getOrDefault("v", "DKIM1").equals("DKIM1") ? new KeyTags(values) : null;
    }

    String keyType() {
        return values.getOrDefault("k", "rsa");
    }

    /** Returns the key in base64; empty if it is revoked. */
    String key() {
        return values.getOrDefault("p", "").replaceAll("\\s", "");
    }

    /** Returns whether the key may sign reports (RFC 8460 section 3). */
    boolean isForReports() {
        return isFor("tlsrpt");
    }

    /** Returns whether the key may sign mail (RFC 6376 section 3.6.1). */
    boolean isForMail() {
        return isFor("email");
    }

    private boolean isFor(String type) {
        for (String service : values.getOrDefault("s", "*").split(":", -1)) {
            if (service.strip().equals("*") || service.strip().equals(type)) {
                return true;
            }
        }
        return false;
    }

    /** Returns whether the key permits SHA-256. */
    boolean allowsSha256() {
        String hashes = values.get("h");
        return hashes == null || (":" + hashes.replaceAll("\\s", "") + ":").contains(":sha256:");
    }
}
