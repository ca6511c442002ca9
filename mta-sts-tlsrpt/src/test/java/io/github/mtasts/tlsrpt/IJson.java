package io.github.mtasts.tlsrpt;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadFeature;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.zip.GZIPInputStream;

/** Checks the requirements of I-JSON (RFC 7493). */
final class IJson {
    private static final BigInteger LARGEST = BigInteger.valueOf((1L << 53) - 1);

    private IJson() {}

    static byte[] unzip(byte[] gzip) throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(gzip))) {
            return in.readAllBytes();
        }
    }

    /**
     * Requires UTF-8, one object, no duplicate names, no lone surrogates, no integer beyond 2^53-1, no null and nothing
     * empty.
     */
    static void check(byte[] json) throws IOException {
        decode(json);
        JsonFactory factory = JsonFactory.builder()
                .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
                .build();
        try (JsonParser parser = factory.createParser(json)) {
            assertThat(parser.nextToken()).isEqualTo(JsonToken.START_OBJECT);
            for (JsonToken token = parser.nextToken(); token != null; token = parser.nextToken()) {
                assertThat(token).isNotEqualTo(JsonToken.VALUE_NULL);
                if (token == JsonToken.VALUE_STRING) {
                    assertThat(StandardCharsets.UTF_8.newEncoder().canEncode(parser.getText()))
                            .isTrue();
                    assertThat(parser.getText())
                            .as(String.valueOf(parser.currentName()))
                            .isNotEmpty();
                }
                if (token == JsonToken.VALUE_NUMBER_INT) {
                    assertThat(parser.getBigIntegerValue()).isBetween(BigInteger.ZERO, LARGEST);
                }
                assertThat(token).isNotEqualTo(JsonToken.VALUE_NUMBER_FLOAT);
            }
        }
    }

    private static void decode(byte[] json) throws CharacterCodingException {
        StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(json));
    }
}
