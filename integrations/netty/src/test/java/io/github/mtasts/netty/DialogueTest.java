package io.github.mtasts.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.faults.ScriptedHost;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.RecipientStatus.Deferred;
import io.github.mtasts.smtp.RecipientStatus.Delivered;
import io.github.mtasts.smtp.RecipientStatus.Failed;
import io.github.mtasts.smtp.SmartHost;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Dialogues with hosts that break the rules of SMTP. */
class DialogueTest {
    private static final Map<String, String> GOOD = Map.of(
            "EHLO", "250-host.example\r\n250 PIPELINING",
            "MAIL", "250 ok",
            "RCPT", "250 ok",
            "DATA", "354 go on",
            ".", "250 queued",
            "RSET", "250 ok",
            "QUIT", ScriptedHost.CLOSE);

    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private static Map<String, String> but(String... verbsAndAnswers) {
        Map<String, String> answers = new ConcurrentHashMap<>(GOOD);
        for (int i = 0; i < verbsAndAnswers.length; i += 2) {
            answers.put(verbsAndAnswers[i], verbsAndAnswers[i + 1]);
        }
        return answers;
    }

    private static ScriptedHost host(Map<String, String> answers) throws Exception {
        return new ScriptedHost(verb -> answers.getOrDefault(verb, "500 what"));
    }

    private List<RecipientStatus> send(ScriptedHost host, String... recipients) throws Exception {
        return rig
                .send(Envelope.from("a@sender.example")
                        .to(recipients)
                        .smartHost(SmartHost.of("[127.0.0.1]").port(host.port()))
                        .build())
                .recipients()
                .stream()
                .map(each -> each.status())
                .toList();
    }

    /** RFC 2920 section 3.1: DATA was on the wire before the refusal was known. */
    @Test
    void givesAnEmptyMessageToAHostThatAsksForOneThoughItTakesNoRecipient() throws Exception {
        Map<String, String> answers = but("RCPT", "550 5.1.1 nobody");
        try (ScriptedHost host = host(answers)) {
            assertThat(send(host, "b@example.com"))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Failed.class, failed -> assertThat(failed.reply()).hasToString("RCPT: 550 5.1.1 nobody"));
            assertThat(host.lines()).endsWith("DATA", ".", "RSET");
            answers.put("MAIL", "451 4.3.0 later");
            assertThat(send(host, "b@example.com")).singleElement().isInstanceOf(Deferred.class);
            answers.putAll(GOOD);
            assertThat(send(host, "b@example.com")).singleElement().isInstanceOf(Delivered.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 250-ok\\r\\n450 later, mixed the lines of two replies",
        "MAIL, hello, it sent what is no reply",
        "RCPT, 2500 ok, it sent what is no reply",
        "MAIL, 421 4.3.2 bye, it ended the session",
        "RCPT, '', the connection was closed",
        "DATA, 250 taken, it answered DATA with 250",
        "DATA, 354 go on\\r\\n250 queued, it answered the message before it had it",
        "MAIL, 150 wait, it sent what is no reply",
        "MAIL, 354 go on, it answered MAIL with 354",
        "RCPT, 654 what, it sent what is no reply"
    })
    void defersWhereTheHostBreaksTheDialogue(String verb, String answer, String sentence) throws Exception {
        Map<String, String> answers = but(verb, answer.replace("\\r\\n", "\r\n"));
        try (ScriptedHost host = host(answers)) {
            assertThat(send(host, "b@example.com"))
                    .singleElement()
                    .isInstanceOfSatisfying(
                            Deferred.class,
                            deferred -> assertThat(deferred.sentence())
                                    .contains(answer.startsWith("421") ? "421 4.3.2 bye" : sentence));
            answers.putAll(GOOD);
            assertThat(send(host, "b@example.com")).singleElement().isInstanceOf(Delivered.class);
            assertThat(host.connections()).hasSize(2);
        }
    }

    @Test
    void defersWhereAReplyHasNoEnd() throws Exception {
        for (String endless : new String[] {"250-x\r\n".repeat(300), "250-" + "x".repeat(10_000)}) {
            try (ScriptedHost host = host(but("MAIL", endless))) {
                assertThat(send(host, "b@example.com"))
                        .singleElement()
                        .isInstanceOfSatisfying(
                                Deferred.class,
                                deferred -> assertThat(deferred.sentence()).contains("its reply has"));
            }
        }
    }

    /** A refusal that ends the session leaves the others without a reply: they are asked again. */
    @Test
    void keepsTheRepliesBeforeTheEndOfASession() throws Exception {
        AtomicInteger recipients = new AtomicInteger();
        try (ScriptedHost host = new ScriptedHost(verb -> verb.equals("RCPT")
                ? List.of("550 5.1.1 nobody", "421 4.7.0 too many", "250 ok")
                        .get(Math.min(recipients.getAndIncrement(), 2))
                : GOOD.getOrDefault(verb, "500 what"))) {
            List<RecipientStatus> statuses = send(host, "b@example.com", "c@example.com", "d@example.com");
            assertThat(statuses.get(0)).isInstanceOf(Failed.class);
            assertThat(((Deferred) statuses.get(1)).sentence()).contains("421 4.7.0 too many");
            assertThat(((Deferred) statuses.get(2)).sentence()).contains("it ended the session");
        }
    }

    /** What a host says unasked could be taken for the reply to a later command. */
    @Test
    void doesNotUseAConnectionAgainOnWhichTheHostSpokeUnasked() throws Exception {
        try (ScriptedHost host = host(but(".", "250 queued\r\n250 and more"))) {
            assertThat(send(host, "b@example.com")).singleElement().isInstanceOf(Delivered.class);
            assertThat(send(host, "b@example.com")).singleElement().isInstanceOf(Delivered.class);
            assertThat(host.connections()).hasSize(2);
        }
        try (ScriptedHost host = host(GOOD)) {
            assertThat(send(host, "b@example.com")).singleElement().isInstanceOf(Delivered.class);
            host.connections().get(0).getOutputStream().write("250 lie".getBytes(StandardCharsets.US_ASCII));
            assertThat(host.ended().poll(240, TimeUnit.SECONDS)).isNotNull();
            assertThat(send(host, "b@example.com")).singleElement().isInstanceOf(Delivered.class);
            assertThat(host.connections()).hasSize(2);
        }
    }

    @Test
    void asksAHostWithoutPipeliningOneThingAfterTheOther() throws Exception {
        Map<String, String> answers = but("EHLO", "250 host.example");
        try (ScriptedHost host = host(answers)) {
            assertThat(send(host, "b@example.com", "c@example.com")).allMatch(Delivered.class::isInstance);
            assertThat(send(host, "b@example.com")).allMatch(Delivered.class::isInstance);
            assertThat(host.connections()).hasSize(1);
            answers.put("RCPT", "550 5.1.1 nobody");
            assertThat(send(host, "b@example.com")).allMatch(Failed.class::isInstance);
            answers.put("MAIL", "550 5.7.1 no");
            assertThat(send(host, "b@example.com")).allMatch(Failed.class::isInstance);
            answers.putAll(but("EHLO", "250 host.example", "DATA", "421 4.3.2 bye"));
            assertThat(send(host, "b@example.com")).allMatch(Deferred.class::isInstance);
            answers.put("DATA", "354 go on");
            assertThat(send(host, "b@example.com")).allMatch(Delivered.class::isInstance);
            int before = host.connections().size();
            answers.put("RSET", "502 what"); // the connection from the pool is of no use then
            assertThat(send(host, "b@example.com")).allMatch(Delivered.class::isInstance);
            assertThat(host.connections()).hasSize(before + 1);
        }
    }

    /** After the end of the message every break is an uncertain one, so that a reply must not be refused for its form. */
    @ParameterizedTest(name = "{index}")
    @ValueSource(
            strings = {
                "250 queued\n",
                "250 queued\r\r\n",
                "250 que\rued\r\n",
                "250\r\n",
                "250\r\r\n",
                "250-queued\r\r\n250 as 4711\r\r\n",
                "250 que\u0000ued\r\n",
                "251 queued\r\n"
            })
    void takesASuccessHoweverItsLineEnds(String answer) throws Exception {
        try (ScriptedHost host = host(but(".", answer))) {
            assertThat(send(host, "b@example.com")).singleElement().isInstanceOf(Delivered.class);
        }
    }

    /** With a reply too many or too few each refusal may be that of another recipient, and none is returned for it. */
    @ParameterizedTest
    @CsvSource({
        "PIPELINING, 250 ok\\r\\n250 ok, 550 5.1.1 no, 250 ok, 354 go on",
        "PIPELINING, 250 ok\\r\\n250 ok, 250 ok, 550 5.1.1 no, 354 go on",
        "PIPELINING, 250 ok, -, 550 5.1.1 no, 354 go on",
        "PIPELINING, -, 550 5.1.1 no, 250 ok, 354 go on",
        "NOTHING, 250 ok\\r\\n250 ok, 550 5.1.1 no, 250 ok, 354 go on",
        "NOTHING, 250 ok\\r\\n250 ok, 250 ok, 550 5.1.1 no, 354 go on"
    })
    void returnsNoMessageWhereTheRepliesAreOutOfStep(
            String extension, String mail, String first, String second, String data) throws Exception {
        AtomicInteger recipients = new AtomicInteger();
        Map<String, String> answers =
                but("EHLO", "250-host.example\r\n250 " + extension, "MAIL", scripted(mail), "DATA", data);
        try (ScriptedHost host = new ScriptedHost(verb -> verb.equals("RCPT")
                ? scripted(recipients.getAndIncrement() == 0 ? first : second)
                : answers.getOrDefault(verb, "500 what"))) {
            assertThat(send(host, "b@example.com", "c@example.com")).allMatch(Deferred.class::isInstance);
            assertThat(host.lines()).doesNotContain("."); // nobody got a message
            answers.putAll(but("EHLO", "250-host.example\r\n250 " + extension));
            assertThat(send(host, "c@example.com")).noneMatch(Deferred.class::isInstance);
            assertThat(host.connections()).hasSize(2);
        }
    }

    private static String scripted(String answer) {
        return answer.equals("-") ? ScriptedHost.NOTHING : answer.replace("\\r\\n", "\r\n");
    }

    @ParameterizedTest
    @CsvSource({
        "EHLO, PIPELINING", "MAIL, PIPELINING", "RCPT, PIPELINING", "DATA, PIPELINING", "., PIPELINING",
        "EHLO, NOTHING", "MAIL, NOTHING", "RCPT, NOTHING", "DATA, NOTHING", "., NOTHING"
    })
    void defersWhereverTheHostLeavesOrEndsTheSession(String verb, String extension) throws Exception {
        String ehlo = "250-host.example\r\n250 " + extension;
        for (String end : List.of(ScriptedHost.CLOSE, "421 4.3.2 bye", "421-4.3.2 bye\r\n421 bye")) {
            Map<String, String> answers = but("EHLO", ehlo, verb, end);
            try (ScriptedHost host = host(answers)) {
                assertThat(send(host, "b@example.com", "c@example.com")).allMatch(Deferred.class::isInstance);
                answers.putAll(but("EHLO", ehlo));
                assertThat(send(host, "b@example.com", "c@example.com")).allMatch(Delivered.class::isInstance);
                answers.put(verb, end); // on the connection from the pool, and then on a new one
                assertThat(send(host, "b@example.com", "c@example.com"))
                        .allMatch(verb.equals("EHLO") ? Delivered.class::isInstance : Deferred.class::isInstance);
                answers.putAll(but("EHLO", ehlo, "RSET", end)); // the pool's connection has ended
                assertThat(send(host, "b@example.com", "c@example.com")).allMatch(Delivered.class::isInstance);
            }
        }
    }

    /** RFC 5321 section 4.1.2: what ends the path would be read as parameters of the command. */
    @Test
    void anAddressBringsNoParameters() throws Exception {
        try (ScriptedHost host = host(but("EHLO", "250-host.example\r\n250 DSN"))) {
            assertThat(send(
                            host,
                            "\"x\"> NOTIFY=NEVER ORCPT=rfc822;\"@example.com",
                            "\"x\\\"@example.com",
                            "\"x\"y\"@example.com",
                            "x@y@example.com",
                            "@x@example.com",
                            "x\u0085y@example.com",
                            "x\ud800@example.com",
                            "\"x\\\"> y\"@example.com"))
                    .hasSize(8)
                    .filteredOn(Failed.class::isInstance)
                    .hasSize(7);
            assertThat(host.lines())
                    .filteredOn(line -> line.startsWith("RCPT"))
                    .containsExactly("RCPT TO:<\"x\\\"> y\"@example.com>");
        }
    }
}
