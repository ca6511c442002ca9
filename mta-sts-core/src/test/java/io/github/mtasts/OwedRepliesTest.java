package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The replies that a host owes, in every form of dialogue. A step is written by the client ({@code >}) or by the host. */
class OwedRepliesTest {
    private final OwedReplies owed = new OwedReplies();

    @Test
    void nothingIsOwedAtFirst() {
        assertThat(owed.isNone()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ">NOOP\r\n|250 ok\r\n",
                ">NOOP\n|250 ok\n",
                ">EHLO x\r\n|250-a\r\n250-b\r\n250 c\r\n",
                ">EHLO x\r\n|250-a\r\n25|0-b\r\n250| c\r|\n",
                ">NO|>OP\r|>\n|250 ok\r\n",
                ">MAIL FROM:<>\r\nRCPT TO:<a>\r\nRCPT TO:<b>\r\n|250 a\r\n250 b\r\n|550 c\r\n",
                ">DATA\r\n|354 go\r\n|>text\r\n.\r\n|250 ok\r\n",
                ">DATA\r\n|354 go\r\n|>.\r\n|250 ok\r\n",
                ">DATA\r\n|354 go\r\n|>a\r\nQUIT\r\n..\r\n|>b\r|>\n.|>\r\n|250 ok\r\n|>NOOP\r\n|250 ok\r\n",
                ">DATA\r\n|503 no\r\n|>NOOP\r\n|250 ok\r\n",
                ">BDAT 6\r\nab\r\nc\n|250 a\r\n|>bdat 0 LAST\r\n|250 b\r\n",
                ">BDAT 6 LAST\r\nab|>\r\nc\n|250 a\r\n",
                ">AUTH LOGIN\r\n|334 a\r\n|>dQ==\r\n|334 b\r\n|>cA==\r\n|235 ok\r\n",
            })
    void everythingIsAnswered(String dialogue) {
        play(dialogue);
        assertThat(owed.isNone()).isTrue();
        assertThat(owed.hasUnasked()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ">NOOP\r\n",
                ">NOOP\r\n|250-a\r\n",
                ">NOOP\r\n|250 a\r",
                ">NOOP\r\n|250 a\r\n|2",
                ">NOOP\r\nNOOP\r\n|250 a\r\n",
                ">NO",
                ">DATA\r\n|354 go\r\n",
                ">DATA\r\n|354 go\r\n|>text\r\n",
                ">DATA\r\n|354 go\r\n|>text\r\n.\r\n",
                ">DATA\r\n|354 go\r\n|>text\r\n.\r\nMAIL FROM:<>\r\n|250 a\r\n",
                ">BDAT 6 LAST\r\nab\r\n|250 a\r\n",
                ">BDAT 2 LAST\r\n\n\n",
                "421 bye\r\n",
                ">NOOP\r\n|250 a\r\n421 bye\r\n",
                ">NOOP\r\n|250 a\r\n421 bye\r\n|>NOOP\r\n",
            })
    void somethingIsOutstanding(String dialogue) {
        play(dialogue);
        assertThat(owed.isNone()).isFalse();
    }

    @Test
    void aReplyThatNobodyAskedForIsNeverForgotten() {
        play(">NOOP\r\n|250 a\r\n250 b\r\n|>NOOP\r\n|250 c\r\n|>NOOP\r\n");
        assertThat(owed.hasUnasked()).isTrue();
        assertThat(owed.isNone()).isFalse();
    }

    @Test
    void countsOnlyTheOctetsThatItIsGiven() {
        byte[] octets = "xxNOOP\r\nyy\n".getBytes(StandardCharsets.US_ASCII);
        owed.wrote(octets, 2, 6);
        byte[] reply = "\n\n250 a\r\n\n".getBytes(StandardCharsets.US_ASCII);
        owed.read(reply, 2, 7);
        assertThat(owed.isNone()).isTrue();
    }

    private void play(String dialogue) {
        for (String step : List.of(dialogue.split("\\|"))) {
            boolean fromClient = step.startsWith(">");
            byte[] octets = (fromClient ? step.substring(1) : step).getBytes(StandardCharsets.US_ASCII);
            if (fromClient) {
                owed.wrote(octets, 0, octets.length);
            } else {
                owed.read(octets, 0, octets.length);
            }
        }
    }
}
