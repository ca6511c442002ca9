package io.github.mtasts.tool.postfix;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.json.JsonReadFeature;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A JSON text as maps, lists, strings, numbers and truth values, for small texts of doubtful origin: nesting and numbers are bounded, and control
 * characters within strings are read, because whoever writes them may not escape all. Thread-safe.
 */
final class JsonTree {
    private static final int MAX_DEPTH = 8;
    private static final int MAX_DIGITS = 18;

    private final JsonFactory factory = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAX_DEPTH)
                    .maxNumberLength(MAX_DIGITS)
                    .build())
            .enable(JsonReadFeature.ALLOW_UNESCAPED_CONTROL_CHARS)
            .build();

    /**
     * Reads an object.
     *
     * @throws IOException when the text is not one object and nothing else
     */
    Map<String, @Nullable Object> object(String text) throws IOException {
        try (JsonParser json = factory.createParser(text)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw new IOException("the text is no JSON object");
            }
            Map<String, @Nullable Object> object = objectAt(json);
            if (json.nextToken() != null) {
                throw new IOException("something follows the JSON object");
            }
            return object;
        }
    }

    private static Map<String, @Nullable Object> objectAt(JsonParser json) throws IOException {
        Map<String, @Nullable Object> object = new LinkedHashMap<>();
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            object.put(name, valueAt(json, json.nextToken()));
        }
        return object;
    }

    private static @Nullable Object valueAt(JsonParser json, @Nullable JsonToken token) throws IOException {
        if (token == JsonToken.START_OBJECT) {
            return objectAt(json);
        }
        if (token == JsonToken.START_ARRAY) {
            List<@Nullable Object> list = new ArrayList<>();
            for (JsonToken next = json.nextToken(); next != JsonToken.END_ARRAY; next = json.nextToken()) {
                list.add(valueAt(json, next));
            }
            return list;
        }
        if (token == JsonToken.VALUE_NUMBER_INT) {
            return json.getLongValue();
        }
        if (token == JsonToken.VALUE_TRUE || token == JsonToken.VALUE_FALSE) {
            return token == JsonToken.VALUE_TRUE;
        }
        return token == JsonToken.VALUE_STRING ? json.getText() : null;
    }
}
