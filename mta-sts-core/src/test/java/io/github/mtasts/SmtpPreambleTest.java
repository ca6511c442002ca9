package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.SmtpPreamble.Step;
import io.github.mtasts.failure.ResultType;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SmtpPreambleTest {
    private final SmtpPreamble smtp = SmtpPreamble.towardsTls("sender.example", true);

    @Test
    void goesFromTheGreetingToTls() {
        assertThat(said("220 mx.example.com ESMTP\r\n")).isEqualTo(new Step.Send("EHLO sender.example\r\n"));
        assertThat(said("250-mx.example.com hello\r\n250-SIZE 1000\r\n250 STARTTLS\r\n"))
                .isEqualTo(new Step.Send("STARTTLS\r\n"));
        assertThat(said("220 go ahead\r\n")).isEqualTo(new Step.StartTls());
        assertThat(smtp.peerName()).isEqualTo("mx.example.com");
    }

    @Test
    void readsRepliesThatArriveOctetByOctet() {
        String greeting = "220-one\r\n220-two\r\n220 three\r\n";
        for (int i = 0; i < greeting.length() - 1; i++) {
            assertThat(said(greeting.substring(i, i + 1))).isEqualTo(new Step.Read());
        }
        assertThat(said("\n")).isEqualTo(new Step.Send("EHLO sender.example\r\n"));
    }

    @Test
    void readsBareLineFeedsAndRepliesWithoutText() {
        said("220\n");
        assertThat(said("250-mx\n250 starttls\n")).isEqualTo(new Step.Send("STARTTLS\r\n"));
    }

    @Test // capabilities and bytes from before the handshake must not count after it
    void dropsWhatCameBehindAReply() {
        // The EHLO reply came before EHLO: it does not count.
        assertThat(said("220 mx\r\n250-mx\r\n250 STARTTLS\r\n")).isEqualTo(new Step.Send("EHLO sender.example\r\n"));
        assertThat(said("250-mx\r\n250 STARTTLS\r\n220 go ahead\r\n")).isEqualTo(new Step.Send("STARTTLS\r\n"));
        assertThat(said("454 later\r\n220 go ahead\r\n")).isInstanceOf(Step.NoTls.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"250 mx\r\n", "250-mx\r\n250 SIZE\r\n", "250-mx\r\n250         \r\n", "250-STARTTLS\r\n250 X\r\n"
            })
    void findsNoTlsWhereItIsNotOffered(String reply) {
        said("220 mx\r\n");
        assertThat(said(reply))
                .isInstanceOfSatisfying(
                        Step.NoTls.class,
                        noTls -> assertThat(noTls.failure().type()).isEqualTo(ResultType.STARTTLS_NOT_SUPPORTED));
    }

    @ParameterizedTest
    @ValueSource(strings = {"454 4.7.0 later\r\n", "502 no\r\n", "554 5.7.0 never\r\n", "221 bye\r\n", "250 ok\r\n"})
    void takesEveryOtherReplyToStartTlsAsARefusal(String reply) {
        said("220 mx\r\n");
        said("250-mx\r\n250 STARTTLS\r\n");
        assertThat(said(reply)).isInstanceOfSatisfying(Step.NoTls.class, noTls -> {
            assertThat(noTls.failure().type()).isEqualTo(ResultType.STARTTLS_NOT_SUPPORTED);
            assertThat(noTls.failure().reason()).startsWith("starttls-refused: " + reply.substring(0, 3));
        });
    }

    @Test
    void triesHeloWhereTlsIsNotRequired() {
        said("220 mx\r\n");
        assertThat(said("502 what\r\n")).isEqualTo(new Step.Send("HELO sender.example\r\n"));
        assertThat(said("250 mx.example.com\r\n")).isInstanceOf(Step.NoTls.class);
        assertThat(smtp.peerName()).isEqualTo("mx.example.com");
    }

    @Test
    void doesNotTryHeloWhereTlsIsRequired() {
        SmtpPreamble strict = SmtpPreamble.towardsTls("sender.example", false);
        strict.received("220 mx\r\n".getBytes(StandardCharsets.US_ASCII), 8);
        assertThat(strict.received("502 what\r\n".getBytes(StandardCharsets.US_ASCII), 10))
                .isInstanceOfSatisfying(
                        Step.NoTls.class,
                        noTls -> assertThat(noTls.failure().reason()).startsWith("ehlo-not-supported: 502"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"554 go away\r\n", "421 busy\r\n", "354 what\r\n"})
    void isRefusedByAnyOtherGreeting(String greeting) {
        assertThat(said(greeting)).isInstanceOfSatisfying(Step.Refused.class, refused -> {
            assertThat(refused.failure().type()).isEqualTo(ResultType.VALIDATION_FAILURE);
            assertThat(refused.failure().reason())
                    .startsWith("refused-before-tls: greeting-refused: " + greeting.substring(0, 3));
        });
    }

    @Test
    void isRefusedWhereHeloIsRefusedToo() {
        said("220 mx\r\n");
        said("502 what\r\n");
        assertThat(said("554 no\r\n"))
                .isInstanceOfSatisfying(
                        Step.Refused.class,
                        refused -> assertThat(refused.failure().type()).isEqualTo(ResultType.STARTTLS_NOT_SUPPORTED));
    }

    /** D33: only 500, 502 and 504 say that the host has no ESMTP. */
    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void tellsAHostWithoutEsmtpFromOneThatRefuses(boolean heloAllowed) {
        for (String code : List.of("500", "502", "504")) {
            assertThat(afterEhlo(heloAllowed, code + " what\r\n"))
                    .as(code)
                    .isInstanceOf(heloAllowed ? Step.Send.class : Step.NoTls.class);
        }
        for (String code : List.of("421", "450", "501", "550", "554")) {
            assertThat(reasonOf(afterEhlo(heloAllowed, code + " no\r\n")))
                    .isEqualTo("refused-before-tls: ehlo-refused: " + code + " no");
        }
    }

    private static Step afterEhlo(boolean heloAllowed, String reply) {
        SmtpPreamble dialogue = SmtpPreamble.towardsTls("x", heloAllowed);
        dialogue.received("220 mx\r\n".getBytes(StandardCharsets.US_ASCII), 8);
        return dialogue.received(reply.getBytes(StandardCharsets.US_ASCII), reply.length());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.1 400 Bad Request\r\n",
                "220_mx\r\n",
                "22\r\n",
                "\r\n",
                "620 mx\r\n",
                "2x0 mx\r\n",
                "22x mx\r\n"
            })
    void isRefusedByWhatIsNotSmtp(String line) {
        assertThat(said(line))
                .isInstanceOfSatisfying(
                        Step.Refused.class,
                        refused ->
                                assertThat(refused.failure().reason()).startsWith("refused-before-tls: smtp-syntax"));
    }

    @Test
    void endsAReplyThatDoesNotEnd() {
        said("220 mx\r\n");
        byte[] flood = "250-more\r\n".repeat(400).getBytes(StandardCharsets.US_ASCII);
        Step step = new Step.Read();
        for (int i = 0; i < 100 && step instanceof Step.Read; i++) {
            step = smtp.received(flood, flood.length);
        }
        assertThat(step)
                .isInstanceOfSatisfying(
                        Step.Refused.class,
                        refused -> assertThat(refused.failure().reason())
                                .isEqualTo("refused-before-tls: smtp-reply-too-long"));
    }

    @Test
    void namesWhereTheHostHungUp() {
        assertThat(reasonOf(SmtpPreamble.towardsTls("x", true).closed()))
                .isEqualTo("refused-before-tls: connection-closed: before the greeting");
        said("220 mx\r\n");
        assertThat(reasonOf(smtp.closed())).isEqualTo("refused-before-tls: connection-closed: after EHLO");
        said("502 what\r\n");
        assertThat(reasonOf(smtp.timedOut())).isEqualTo("ehlo-not-supported: 502 what");
        SmtpPreamble other = SmtpPreamble.towardsTls("x", true);
        other.received("220 mx\r\n".getBytes(StandardCharsets.US_ASCII), 8);
        other.received("250-mx\r\n250 STARTTLS\r\n".getBytes(StandardCharsets.US_ASCII), 22);
        assertThat(reasonOf(other.closed())).isEqualTo("refused-before-tls: connection-closed: after STARTTLS");
    }

    @Test
    void asksNotForTlsOnAConnectionInTheClear() {
        SmtpPreamble clear = SmtpPreamble.inTheClear("sender.example");
        assertThat(said(clear, "220 mx\r\n")).isEqualTo(new Step.Send("EHLO sender.example\r\n"));
        assertThat(answer(said(clear, "250-mx\r\n250-SIZE 5\r\n250 STARTTLS\r\n")))
                .containsExactly("250-mx", "250 SIZE 5");
    }

    @Test
    void triesHeloOnAConnectionInTheClear() {
        SmtpPreamble clear = SmtpPreamble.inTheClear("sender.example");
        said(clear, "220 mx\r\n");
        assertThat(said(clear, "502 what\r\n")).isEqualTo(new Step.Send("HELO sender.example\r\n"));
        assertThat(answer(said(clear, "250-mx\r\n250 hello\r\n"))).containsExactly("250 mx");
    }

    /** Any complete reply, and what came behind it. */
    @ParameterizedTest
    @ValueSource(strings = {"250 mx", "250-mx\r\n250 X", "421 4.3.2 busy", "502 5.5.1 no", "554 never", "250 STARTTLS"})
    void takesEveryReplyOverTlsAsTheAnswer(String reply) {
        SmtpPreamble secure = SmtpPreamble.overTls("sender.example");
        assertThat(secure.beginWithEhlo()).isEqualTo(new Step.Send("EHLO sender.example\r\n"));
        Step step = said(secure, reply + "\r\n250 more");
        assertThat(answer(step)).containsExactly(reply.split("\r\n"));
        assertThat(((Step.Answered) step).behind()).asString().isEqualTo("250 more");
    }

    /** The reply is answered to the connection's user later. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "250-mx\r\n250 STARTTLS",
                "250-mx\r\n250-starttls now\r\n250 SIZE",
                "250-mx\r\n250-\tSTARTTLS\r\n250-STARTTLS\t\r\n250-starttls\0x\r\n250- StartTLS \r\n250 STARTTLS"
            })
    void neverOffersTlsAgainOnceItWasRefused(String reply) {
        said("220 mx\r\n");
        said(reply + "\r\n");
        assertThat(said("454 later\r\n"))
                .isInstanceOfSatisfying(
                        Step.NoTls.class,
                        noTls -> assertThat(noTls.ehlo().lines())
                                .noneMatch(line -> line.toUpperCase(Locale.ROOT).contains("STARTTLS"))
                                .last()
                                .asString()
                                .startsWith("250 "));
    }

    private static List<String> answer(Step step) {
        return step instanceof Step.Answered answered ? answered.ehlo().lines() : List.of("not answered: " + step);
    }

    private static Step said(SmtpPreamble dialogue, String bytes) {
        byte[] block = bytes.getBytes(StandardCharsets.ISO_8859_1);
        return dialogue.received(block, block.length);
    }

    @Test // a reply is untrusted text: it must be safe in a log
    void makesNamesFromOutsidePrintable() {
        said("220 mx\r\n");
        said("250-m\u0007x\u00e9\r\n250 STARTTLS\r\n");
        assertThat(smtp.peerName()).isEqualTo("m?x?");
    }

    private Step said(String bytes) {
        byte[] block = bytes.getBytes(StandardCharsets.ISO_8859_1);
        return smtp.received(block, block.length);
    }

    private static String reasonOf(Step step) {
        return step instanceof Step.Refused refused ? refused.failure().reason() : "not refused: " + step;
    }
}
