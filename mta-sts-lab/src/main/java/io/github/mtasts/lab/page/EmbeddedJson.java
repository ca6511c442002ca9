package io.github.mtasts.lab.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** JSON for the inside of a script element, where entities mean nothing and {@code </script>} ends it all. */
final class EmbeddedJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EmbeddedJson() {}

    static String of(Object value) {
        String json = written(value);
        StringBuilder escaped = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            // Outside strings JSON has none of these, so an escape is always within one.
            switch (c) {
                case '<', '>', '&', '\u2028', '\u2029' -> escaped.append("\\u%04x".formatted((int) c));
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }

    private static String written(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of strings and numbers can be written", e);
        }
    }
}
