package io.github.mtasts.lab.page;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Writes JSON for a script element, in which entities are not decoded and {@code </script>} ends the element. */
final class EmbeddedJson {
    private static final ObjectMapper JSON = new ObjectMapper();

    private EmbeddedJson() {}

    static String of(Object value) {
        String json = written(value);
        StringBuilder escaped = new StringBuilder(json.length());
        for (int i = 0; i < json.length(); i++) {
            char c = json.charAt(i);
            // JSON has these characters within strings only, where an escape is valid.
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
