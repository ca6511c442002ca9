package io.github.mtasts.tlsrpt.dkim;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The tags of a key record (RFC 6376 section 3.6.1). */
record KeyTags(Map<String, String> values) {
    /** Null when the text is no list of tags. */
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
                return null; // section 3.2: a tag twice makes the list invalid
            }
        }
        return values.getOrDefault("v", "DKIM1").equals("DKIM1") ? new KeyTags(values) : null;
    }

    String keyType() {
        return values.getOrDefault("k", "rsa");
    }

    /** The key, in base64; empty when it was revoked. */
    String key() {
        return values.getOrDefault("p", "").replaceAll("\\s", "");
    }

    /** RFC 8460 section 3: whether the key may sign reports. */
    boolean isForReports() {
        for (String service : values.getOrDefault("s", "*").split(":", -1)) {
            if (service.strip().equals("*") || service.strip().equals("tlsrpt")) {
                return true;
            }
        }
        return false;
    }

    /** Whether SHA-256 is among the hash algorithms that the key allows. */
    boolean allowsSha256() {
        String hashes = values.get("h");
        return hashes == null || (":" + hashes.replaceAll("\\s", "") + ":").contains(":sha256:");
    }
}
