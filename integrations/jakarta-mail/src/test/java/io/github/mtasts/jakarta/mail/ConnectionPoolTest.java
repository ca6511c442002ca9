package io.github.mtasts.jakarta.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.faults.ScriptedHost;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.RecipientStatus.Deferred;
import io.github.mtasts.smtp.RecipientStatus.Delivered;
import io.github.mtasts.smtp.Reply;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.smtp.SmartHost;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestScheduler;
import jakarta.mail.MessagingException;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Connections that are used for more than one message. */
class ConnectionPoolTest {
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private void restart(Rig other) {
        rig.close();
        rig = other;
    }

    @Test
    void sendsTheNextMessageOverTheSameConnection() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        for (int i = 0; i < 3; i++) {
            assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        }
        assertThat(mx.messages()).hasSize(3);
        assertThat(mx.sessions()).hasSize(1);
        assertThat(mx.sessions().get(0).commands()).containsOnlyOnce("STARTTLS").doesNotContain("RSET");
        assertThat(rig.sender().idleConnections()).isOne();
        assertThat(rig.outcomes).hasSize(1); // a session counts once for a domain
    }

    @Test
    void sharesAConnectionAmongDomainsButNotOneThatAnotherPolicyWouldRefuse() throws Exception {
        MxServer mx =
                rig.net.mxServer("mx.shared.example").certificate(rig.net.ca().selfSigned("mx.shared.example"));
        rig.net.mx("one.example", "mx.shared.example").mx("two.example", "mx.shared.example");
        rig.net.mx("strict.example", "mx.shared.example");
        rig.net.publish("strict.example", "1", TestNetwork.policy("enforce", 86_400, "mx.shared.example"));
        assertThat(rig.send("b@one.example")).isInstanceOf(Delivered.class);
        assertThat(rig.send("b@two.example")).isInstanceOf(Delivered.class);
        assertThat(mx.sessions()).hasSize(1);
        assertThat(rig.send("b@strict.example")).isInstanceOf(Deferred.class);
        assertThat(mx.messages()).hasSize(2);
        assertThat(rig.send("b@one.example")).isInstanceOf(Delivered.class);
    }

    @Test
    void opensAnotherConnectionWhenTheHostRefusesTheOldOne() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        mx.mailReply("421 4.4.2 idle for too long").reset(); // the old connection keeps that reply
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        assertThat(mx.messages()).hasSize(2);
        assertThat(mx.sessions()).hasSize(2);
    }

    @Test
    void opensAnotherConnectionWhenTheHostEndsTheOldOneAtMail() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        mx.mailReply("421 4.7.0 too many messages in this session");
        assertThat(rig.send("b@example.com")).isInstanceOf(Deferred.class);
        assertThat(rig.sender().idleConnections()).isZero();
        assertThat(mx.sessions()).hasSize(2);
    }

    @Test
    void keepsTheConnectionAfterARefusal() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").rcptReply("550 5.1.1 no such user");
        assertThat(rig.send("b@example.com")).isInstanceOf(RecipientStatus.Failed.class);
        assertThat(rig.send("c@example.com")).isInstanceOf(RecipientStatus.Failed.class);
        assertThat(mx.sessions()).hasSize(1);
    }

    /** RCPT is on the wire before MAIL is refused: its reply must not be taken for that of a later command. */
    @Test
    void staysInStepAfterARefusalOfMail() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").mailReply("550 5.7.1 no");
        Envelope two = Envelope.from("a@sender.example")
                .to("b@example.com", "c@example.com")
                .build();
        assertThat(rig.send(two).failed()).hasSize(2);
        mx.mailReply("451 4.3.0 later");
        assertThat(rig.send(two).deferred())
                .extracting(SendResult.Recipient::status)
                .allSatisfy(status -> {
                    Reply reply = ((Deferred) status).reply();
                    assertThat(reply).hasToString("MAIL: 451 4.3.0 later");
                });
        assertThat(mx.sessions()).hasSize(2); // a refusal of MAIL counts only on a new connection
    }

    /** DATA is on the wire with RCPT (RFC 2920): a host that asks for the message all the same gets an empty one. */
    @Test
    void staysInStepAfterARefusalOfEveryRecipient() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").rcptReply("550 5.1.1 no such user");
        assertThat(rig.send("b@example.com")).isInstanceOf(RecipientStatus.Failed.class);
        mx.rcptReply("451 4.2.1 later");
        assertThat(rig.send("c@example.com"))
                .isInstanceOfSatisfying(
                        Deferred.class, deferred -> assertThat(deferred.reply()).hasToString("RCPT: 451 4.2.1 later"));
        mx.rcptReply("250 2.1.5 ok"); // the host of the test kit then has no recipient, and refuses DATA
        assertThat(rig.send("d@example.com"))
                .isInstanceOfSatisfying(
                        RecipientStatus.Failed.class,
                        failed -> assertThat(failed.reply()).hasToString("DATA: 503 5.5.1 RCPT first"));
        assertThat(mx.sessions())
                .singleElement()
                .satisfies(session ->
                        assertThat(session.commands()).contains("DATA").endsWith("RSET"));
    }

    @Test
    void sendsOneCommandAtATimeToAHostWithoutPipelining() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").ehloReplyOverTls("250 mx.example.com");
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        assertThat(mx.sessions()).hasSize(1);
        assertThat(mx.sessions().get(0).commands()).contains("MAIL FROM:<a@sender.example>");
    }

    @Test
    void closesAnIdleConnectionWhenItsTimeIsOver() throws Exception {
        rig.close();
        TestNetwork[] net = new TestNetwork[1];
        TestScheduler[] scheduler = new TestScheduler[1];
        rig = new Rig((settings, network) -> {
            net[0] = network;
            scheduler[0] = new TestScheduler(network.clock());
            return settings.scheduler(scheduler[0]).idleLimit(Duration.ofSeconds(20));
        });
        MxServer mx = rig.domain("example.com", "enforce");
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        net[0].clock().advance(Duration.ofSeconds(19));
        scheduler[0].runDue();
        assertThat(rig.sender().idleConnections()).isOne();
        net[0].clock().advance(Duration.ofSeconds(2));
        scheduler[0].runDue();
        assertThat(rig.sender().idleConnections()).isZero();
        assertThat(mx.awaitIdle(PATIENCE)).isTrue();
        assertThat(mx.sessions().get(0).commands()).endsWith("QUIT"); // RFC 5321 section 4.1.1.10
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
    }

    @Test
    void closesTheOldestWhenThereAreTooMany() throws Exception {
        restart(new Rig(settings -> settings.idleConnections(1)));
        MxServer first = rig.domain("one.example", "enforce");
        MxServer second = rig.domain("two.example", "enforce");
        assertThat(rig.send("b@one.example")).isInstanceOf(Delivered.class);
        assertThat(rig.send("b@two.example")).isInstanceOf(Delivered.class);
        assertThat(rig.sender().idleConnections()).isOne();
        assertThat(first.awaitIdle(PATIENCE)).isTrue();
        assertThat(second.sessions().get(0).ended()).isFalse();
    }

    @Test
    void endsConnectionsProperlyWhereNoneIsKept() throws Exception {
        restart(new Rig(settings -> settings.idleConnections(0)));
        MxServer mx = rig.domain("example.com", "enforce");
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        assertThat(mx.awaitIdle(PATIENCE)).isTrue();
        assertThat(mx.sessions().get(0).commands()).endsWith("QUIT");
    }

    @Test
    void closeEndsIdleConnectionsAndDefersLaterMessages() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        rig.sender().close();
        assertThat(mx.awaitIdle(PATIENCE)).isTrue();
        assertThat(mx.sessions().get(0).commands()).endsWith("QUIT");
        Deferred deferred = (Deferred) rig.send("b@example.com");
        assertThat(deferred.sentence()).contains("closed");
        assertThat(deferred.lastTryMissed()).isFalse();
        assertThat(mx.messages()).hasSize(1);
    }

    /** After a host has ended its sessions each question may wait for its time limit: one shows that the others are no better. */
    @Test
    void asksOneConnectionOfThePoolWhetherItStillWorks() throws Exception {
        CountDownLatch three = new CountDownLatch(3);
        Map<String, String> answers = Map.of("DATA", "354 go on", "QUIT", ScriptedHost.CLOSE);
        try (ScriptedHost host = new ScriptedHost(verb -> {
            if (verb.equals(".")) {
                three.countDown();
                try {
                    three.await();
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
            return answers.getOrDefault(verb, "250 ok");
        })) {
            Envelope envelope = Envelope.from("a@sender.example")
                    .to("b@example.com")
                    .smartHost(SmartHost.of("[127.0.0.1]").port(host.port()))
                    .build();
            List<CompletableFuture<SendResult>> results = new ArrayList<>();
            for (int i = 0; i < 3; i++) {
                results.add(CompletableFuture.supplyAsync(
                        () -> {
                            try {
                                return rig.send(envelope);
                            } catch (MessagingException e) {
                                throw new IllegalStateException(e);
                            }
                        },
                        work -> new Thread(work).start()));
            }
            for (CompletableFuture<SendResult> result : results) {
                assertThat(result.get(240, TimeUnit.SECONDS).delivered()).hasSize(1);
            }
            assertThat(rig.sender().idleConnections()).isEqualTo(3);
            for (Socket connection : host.connections()) {
                connection.close();
            }
            assertThat(rig.send(envelope).delivered()).hasSize(1);
            assertThat(host.connections()).hasSize(4);
            assertThat(rig.sender().idleConnections()).isEqualTo(3); // two were not asked
        }
    }
}
