package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.mtasts.SmtpPreamble.Step;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every reply, in any blocks, leads to a step, and TLS starts only after a 220 reply to STARTTLS. */
class SmtpPreambleFuzzTest {
    /** Separates the replies before each of our commands. */
    private static final String TURN = "\u0001";

    static Stream<Arguments> seeds() {
        return Stream.of(
                        "220 mx\r\n" + TURN + "250-mx\r\n250 STARTTLS\r\n" + TURN + "220 go\r\n",
                        "220-a\r\n220 b\r\n" + TURN + "250 mx\r\n",
                        "554 no\r\n",
                        "220 mx\r\n" + TURN + "502 what\r\n" + TURN + "250 mx\r\n",
                        "220 mx\r\n" + TURN + "250-mx\r\n250-STARTTLS\r\n250 SIZE\r\n" + TURN + "454 later\r\n",
                        "220 mx\r\n250-mx\r\n250 STARTTLS\r\n220 go\r\n",
                        "HTTP/1.1 400 Bad Request\r\n\r\n",
                        "22",
                        "")
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.ISO_8859_1)));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void leadsToAStep(byte[] octets) {
        SmtpPreamble smtp = SmtpPreamble.towardsTls("sender.example", true);
        String lastSent = "";
        for (String said : new String(octets, StandardCharsets.ISO_8859_1).split(TURN, -1)) {
            byte[] block = said.getBytes(StandardCharsets.ISO_8859_1);
            Step step = smtp.received(block, block.length);
            if (step instanceof Step.Send send) {
                lastSent = send.line();
                assertThat(lastSent).isIn("EHLO sender.example\r\n", "HELO sender.example\r\n", "STARTTLS\r\n");
            } else if (step instanceof Step.StartTls) {
                assertThat(lastSent).isEqualTo("STARTTLS\r\n");
                return;
            } else if (!(step instanceof Step.Read)) {
                return;
            }
        }
        assertThat(smtp.closed()).isInstanceOf(Step.Refused.class);
    }
}
