package io.github.mtasts.tool.postfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.RepetitionInfo;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NetstringDecoderTest {
    private static final int LIMIT = 100;

    private final EmbeddedChannel channel = new EmbeddedChannel(new NetstringDecoder(LIMIT));

    private void write(String text) {
        channel.writeInbound(Unpooled.wrappedBuffer(text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    private List<String> read() {
        List<String> strings = new ArrayList<>();
        for (byte[] each = channel.readInbound(); each != null; each = channel.readInbound()) {
            strings.add(new String(each, StandardCharsets.ISO_8859_1));
        }
        return strings;
    }

    @Test
    void readsStringsThatComeTogether() {
        write("1:a,0:,3:b,c,");

        assertThat(read()).containsExactly("a", "", "b,c");
    }

    @Test
    void readsAStringOctetByOctet() {
        "12:hello world!,".chars().forEach(c -> write(String.valueOf((char) c)));

        assertThat(read()).containsExactly("hello world!");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ":,",
                "a",
                "01:a,",
                "00:,",
                "-1:a,",
                " 1:a,",
                "1:ab",
                "1;a,",
                "101:",
                "99999999999999999999",
                "1:a\n",
                "\u00ff"
            })
    void refusesWhatIsNoNetstring(String text) {
        assertThatThrownBy(() -> write(text)).isInstanceOf(MalformedNetstring.class);
        assertThat(read()).isEmpty();
    }

    @Test
    void readsNothingBehindAFault() {
        assertThatThrownBy(() -> write("1:a,x1:b,")).isInstanceOf(MalformedNetstring.class);
        write("1:c,");

        assertThat(read()).containsExactly("a");
    }

    @Test
    void acceptsTheLongestString() {
        write(LIMIT + ":" + "x".repeat(LIMIT) + ",");

        assertThat(read()).containsExactly("x".repeat(LIMIT));
    }

    /** Random octets, near misses among them, in random pieces: strings that were whole before the first fault, and nothing else. */
    @RepeatedTest(200)
    void readsTheSameInWhateverPieces(RepetitionInfo repetition) {
        Random random = new Random(repetition.getCurrentRepetition());
        ByteArrayOutputStream sent = new ByteArrayOutputStream();
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < random.nextInt(20); i++) {
            byte[] octets = new byte[random.nextInt(LIMIT + 1)];
            random.nextBytes(octets);
            sent.writeBytes((octets.length + ":").getBytes(StandardCharsets.US_ASCII));
            sent.writeBytes(octets);
            sent.write(',');
            expected.add(new String(octets, StandardCharsets.ISO_8859_1));
        }
        if (random.nextBoolean()) {
            sent.write("x:,;".charAt(random.nextInt(4)));
        }
        byte[] rest = new byte[random.nextInt(200)];
        boolean isBroken = false;
        byte[] all = sent.toByteArray();
        for (int at = 0; at < all.length && !isBroken; ) {
            int length = Math.min(all.length - at, 1 + random.nextInt(50));
            try {
                channel.writeInbound(Unpooled.wrappedBuffer(all, at, length));
            } catch (MalformedNetstring e) {
                isBroken = true;
            }
            at += length;
        }
        random.nextBytes(rest);
        try {
            channel.writeInbound(Unpooled.wrappedBuffer(rest));
        } catch (MalformedNetstring e) {
            isBroken = true;
        }
        List<String> read = read();
        assertThat(read.subList(0, Math.min(read.size(), expected.size()))).isEqualTo(expected);
    }
}
