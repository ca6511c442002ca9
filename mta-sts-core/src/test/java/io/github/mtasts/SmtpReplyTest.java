package io.github.mtasts;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpReplyTest {
    private static final int MAX_OCTETS = 12;

    private final SmtpReply reply = new SmtpReply(MAX_OCTETS);

    private int add(String octets) {
        return reply.add(octets.getBytes(US_ASCII), octets.length());
    }

    @Test
    void takesAsManyOctetsAsTheBoundSays() {
        assertThat(add("250 1234567\n")).isEqualTo(MAX_OCTETS);
        assertThat(reply.isTooLong()).isFalse();
        assertThat(reply.isComplete()).isTrue();
    }

    @Test
    void isTooLongWithOneOctetMore() {
        assertThat(add("250 12345678\n")).isEqualTo(MAX_OCTETS + 1);
        assertThat(reply.isTooLong()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\n", "\r\n", "25\r\n", "2500\r\n", "250_x\r\n", "150 x\r\n", "650 x\r\n", "2x0 x\r\n"})
    void isMalformedWithoutACodeAndItsSeparator(String line) {
        add(line);
        assertThat(reply.isMalformed()).isTrue();
        assertThat(reply.isComplete()).isFalse();
    }

    @Test
    void forgetsAReplyThatWasCleared() {
        add("250-a\r\n2");
        assertThat(reply.isComplete()).isFalse();
        reply.clear();

        add("220 b\r\n");

        assertThat(reply.isComplete()).isTrue();
        assertThat(reply.code()).isEqualTo(220);
        assertThat(reply.lines()).containsExactly("b");
        assertThat(reply.text()).isEqualTo("220 b");
        assertThat(reply.whole().lines()).containsExactly("220 b");
    }

    @Test
    void cutsTheTextOfManyLines() {
        SmtpReply roomy = new SmtpReply(4096);
        String line = "250-" + "a".repeat(76) + "\r\n";
        byte[] octets = (line + line + line + "250 end\r\n").getBytes(US_ASCII);

        assertThat(roomy.add(octets, octets.length)).isEqualTo(octets.length);

        assertThat(roomy.text()).hasSize(160).startsWith("250-aaa").doesNotContain("end");
        assertThat(roomy.lines()).hasSize(4).last().isEqualTo("end");
    }
}
