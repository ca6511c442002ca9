package io.github.mtasts.tlsrpt.dkim;

import java.util.HashMap;
import java.util.Map;
import org.apache.james.jdkim.tagvalue.SignatureRecordImpl;

/** The tags of a signature as written, for values that jDKIM does not provide. */
record Tags(Map<String, String> values) {
    static Tags of(SignatureRecordImpl record) {
        Map<String, String> values = new HashMap<>();
        for (String tag : record.toString().split(";", -1)) {
            int equals = tag.indexOf('=');
            if (equals > 0) {
                values.putIfAbsent(
                        tag.substring(0, equals).strip(),
                        tag.substring(equals + 1).strip());
            }
        }
        return new Tags(values);
    }

    boolean has(String name) {
        return values.containsKey(name);
    }

    String value(String name) {
        return values.getOrDefault(name, "");
    }
}
