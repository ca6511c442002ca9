package io.github.mtasts;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class EhloReplyTest {
    private static EhloReply reply(String... lines) {
        return new EhloReply(List.of(lines));
    }

    @Test
    void offersWhatFollowsTheFirstLine() {
        EhloReply reply = reply("250-SIZE.example", "250-size 1000", "250 requiretls");

        assertThat(reply.offers("SIZE")).isTrue();
        assertThat(reply.offers("REQUIRETLS")).isTrue();
        assertThat(reply.offers("STARTTLS")).isFalse();
        assertThat(reply("250 STARTTLS").offers("STARTTLS"))
                .as("the name of the host")
                .isFalse();
        assertThat(reply("250-h", "250").offers("")).isTrue();
    }

    /** RFC 5321 section 4.2.4: no ESMTP; every other refusal says nothing about extensions. */
    @ParameterizedTest
    @CsvSource({
        "250 h, true",
        "500 h, true",
        "502 h, true",
        "504 h, true",
        "421 h, false",
        "503 h, false",
        "550 h, false"
    })
    void knowsWhichRepliesAreAboutExtensions(String line, boolean isAbout) {
        assertThat(reply(line).isAboutExtensions()).isEqualTo(isAbout);
    }

    @ParameterizedTest
    @ValueSource(strings = {"250 STARTTLS", "250-starttls", "250 STARTTLS now", "250  STARTTLS", "250-\tStartTLS\tx"})
    void leavesStartTlsOut(String offer) {
        EhloReply reply = reply("250-h", "250-SIZE", offer).withoutStartTls();

        assertThat(reply.lines()).containsExactly("250-h", "250 SIZE");
    }

    @Test
    void leavesTheFirstLineAndOtherWordsIn() {
        assertThat(reply("250 STARTTLS").withoutStartTls().lines()).containsExactly("250 STARTTLS");
        assertThat(reply("250-h", "250-XSTARTTLS", "250 STARTTLSX")
                        .withoutStartTls()
                        .lines())
                .containsExactly("250-h", "250-XSTARTTLS", "250 STARTTLSX");
        assertThat(reply("250-h", "250").withoutStartTls().lines()).containsExactly("250-h", "250");
    }

    @Test
    void answersHeloWithOneLine() {
        assertThat(reply("250-h hello", "250 SIZE").toHelo().octets())
                .isEqualTo("250 h hello\r\n".getBytes(ISO_8859_1));
        assertThat(reply("250").toHelo().lines()).containsExactly("250");
    }

    @Test
    void keepsEachLineOnOneLine() {
        assertThat(reply("250-h\r", "250 A\rSTARTTLS\r\r").lines()).containsExactly("250-h", "250 A STARTTLS");
        assertThat(reply("\r\r").lines()).containsExactly("");
    }
}
