package io.github.mtasts.netty;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.MtaSts;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.RecipientStatus.Deferred;
import io.github.mtasts.smtp.RecipientStatus.Delivered;
import io.github.mtasts.smtp.RecipientStatus.Failed;
import io.github.mtasts.smtp.Reply;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.testkit.Mitm;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The status of each recipient, under every kind of policy and refusal. */
class NettyMailSenderTest {
    private final Rig rig = new Rig(settings -> settings.idleConnections(0));

    @AfterEach
    void close() {
        rig.close();
    }

    @Test
    void deliversOverTlsAndNamesHostAddressSessionAndQueueId() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").dataReply("250 2.0.0 Ok: queued as 4XyZ12");
        Delivered delivered = (Delivered) rig.send("b@example.com");
        assertThat(delivered.host().name()).isEqualTo("mx.example.com");
        assertThat(delivered.address()).isEqualTo(mx.address().getAddress());
        assertThat(delivered.session().validated()).isTrue();
        assertThat(delivered.reply().code()).isEqualTo(250);
        assertThat(delivered.queueId()).contains("4XyZ12");
        assertThat(mx.messages()).singleElement().satisfies(message -> {
            assertThat(message.tls()).isTrue();
            assertThat(message.helo()).isEqualTo(Rig.EHLO);
            assertThat(message.from()).isEqualTo("a@sender.example");
            assertThat(message.recipients()).containsExactly("b@example.com");
            assertThat(message.body()).contains(Rig.BODY);
        });
    }

    @Test
    void defersUnderEnforceWhereStartTlsIsStripped() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        Mitm mitm = rig.net.attack(mx).stripStartTls();
        Deferred deferred = (Deferred) rig.send("b@example.com");
        assertThat(deferred.enhancedStatus()).isEqualTo("4.7.5");
        assertThat(deferred.sentence()).contains("mx.example.com").contains("no starttls");
        assertThat(deferred.retryAfter()).isEqualTo(Duration.ofMinutes(30));
        assertThat(mitm.sawInClear(Rig.BODY)).isFalse();
        mitm.reset();
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"testing", "none"})
    void deliversInTheClearWhereThePolicyPermitsIt(String mode) throws Exception {
        MxServer mx = rig.domain("example.com", mode).noStartTls();
        Delivered delivered = (Delivered) rig.send("b@example.com");
        assertThat(delivered.session().encrypted()).isFalse();
        assertThat(mx.messages()).hasSize(1);
    }

    @Test
    void triesEveryAddressOfEveryHostInOrder() throws Exception {
        rig.net.publish("example.com", "1", TestNetwork.policy("enforce", 86_400, "*.example.com"));
        rig.net.mx("example.com", "mx1.example.com", "mx2.example.com");
        rig.net.mxServer("mx1.example.com").noStartTls();
        MxServer second = rig.net.mxServer("mx2.example.com");
        rig.net
                .dns()
                .a(
                        "mx2.example.com",
                        "203.0.113.77",
                        second.address().getAddress().getHostAddress());
        Delivered delivered = (Delivered) rig.send("b@example.com");
        assertThat(delivered.host().name()).isEqualTo("mx2.example.com");
        assertThat(delivered.address()).isEqualTo(second.address().getAddress());
        assertThat(rig.net.connections()).hasSize(4); // the policy host, mx1, the address without a host, mx2
    }

    @Test
    void sendsToSeveralDomainsInOneCallEachUnderItsOwnPolicy() throws Exception {
        MxServer good = rig.domain("good.example", "enforce");
        MxServer stripped = rig.domain("stripped.example", "enforce").noStartTls();
        MxServer plain = rig.domain("plain.example", "none").noStartTls();
        SendResult result = rig.send(Envelope.from("a@sender.example")
                .to(
                        "1@good.example",
                        "2@stripped.example",
                        "3@plain.example",
                        "4@good.example",
                        "nobody",
                        "5@absent.example")
                .build());
        assertThat(result.delivered())
                .extracting(SendResult.Recipient::address)
                .containsExactly("1@good.example", "3@plain.example", "4@good.example");
        assertThat(result.deferred()).extracting(SendResult.Recipient::address).containsExactly("2@stripped.example");
        assertThat(result.failed())
                .extracting(SendResult.Recipient::address)
                .containsExactly("nobody", "5@absent.example");
        assertThat(result.failed())
                .extracting(SendResult.Recipient::status)
                .extracting(status -> ((Failed) status).enhancedStatus())
                .containsExactly("5.1.3", "5.1.2");
        assertThat(good.messages())
                .singleElement()
                .satisfies(message ->
                        assertThat(message.recipients()).containsExactly("1@good.example", "4@good.example"));
        assertThat(stripped.messages()).isEmpty();
        assertThat(plain.messages()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource({
        "MAIL, 550 5.7.1 no, 5.7.1",
        "MAIL, 451 4.3.0 later, 4.3.0",
        "RCPT, 550 no such user, 5.1.1",
        "RCPT, 450 4.2.0 greylisted, 4.2.0",
        "RCPT, 552 5.2.2 full, 4.0.0",
        "DATA, 554 5.6.0 refused, 5.6.0",
        "DATA, 452 4.3.1 full, 4.3.1",
        "DATA, 451 later, 4.0.0"
    })
    void failsForGoodRefusalsAndDefersForOthers(String command, String reply, String status) throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        switch (command) {
            case "MAIL" -> mx.mailReply(reply);
            case "RCPT" -> mx.rcptReply(reply);
            default -> mx.dataReply(reply);
        }
        RecipientStatus result = rig.send("b@example.com");
        Reply seen;
        if (status.startsWith("5")) {
            assertThat(((Failed) result).enhancedStatus()).isEqualTo(status);
            seen = ((Failed) result).reply();
        } else {
            assertThat(((Deferred) result).enhancedStatus()).isEqualTo(status);
            assertThat(((Deferred) result).retryAfter()).isEqualTo(Duration.ofMinutes(5));
            seen = ((Deferred) result).reply();
        }
        assertThat(seen).isNotNull();
        assertThat(seen.command()).isEqualTo(command);
        assertThat(seen.code()).isEqualTo(Integer.parseInt(reply.substring(0, 3)));
        mx.reset();
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
    }

    @Test
    void asksTheNextHostAfterATemporaryRefusalAndNoneAfterOneForGood() throws Exception {
        rig.net.mx("example.com", "mx1.example.com", "mx2.example.com");
        MxServer first = rig.net.mxServer("mx1.example.com").rcptReply("450 4.2.0 later");
        MxServer second = rig.net.mxServer("mx2.example.com");
        assertThat(((Delivered) rig.send("b@example.com")).host().name()).isEqualTo("mx2.example.com");
        first.rcptReply("550 5.1.1 no such user");
        assertThat(rig.send("b@example.com")).isInstanceOf(Failed.class);
        assertThat(second.messages()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 4.3.2 busy", "554 5.7.1 go away", "502 no"})
    void neverFailsForWhatAHostSaysBeforeMail(String reply) throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").ehloReplyOverTls(reply);
        assertThat(rig.send("b@example.com")).isInstanceOf(Deferred.class);
        mx.reset().greeting(reply);
        assertThat(rig.send("b@example.com")).isInstanceOf(Deferred.class);
        mx.reset();
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
    }

    @Test
    void failsALastTryOnlyAfterTheDnsWasAskedForANewerPolicy() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").noStartTls();
        Envelope last =
                Envelope.from("a@sender.example").to("b@example.com").lastTry().build();
        Failed failed = (Failed) rig.send(last).recipients().get(0).status();
        assertThat(failed.enhancedStatus()).isEqualTo("5.4.7");
        assertThat(failed.sentence()).contains("the DNS was asked for a newer policy");
        rig.mtaSts.close();
        Deferred missed = (Deferred) rig.send(last).recipients().get(0).status();
        assertThat(missed.lastTryMissed()).isTrue();
        assertThat(missed.retryAfter()).isEqualTo(Duration.ofMinutes(1));
        assertThat(mx.messages()).isEmpty();
    }

    /** A cache that cannot be read is this server's fault: the last try is made again, and soon. */
    @Test
    void missesALastTryForAFaultOfItsOwn() throws Exception {
        rig.domain("example.com", "enforce");
        PolicyCache broken = new PolicyCache() {
            @Override
            public @Nullable CachedPolicy get(PolicyDomain domain) {
                throw new StoreException(StoreException.Kind.UNREACHABLE, "the disk is gone", null);
            }

            @Override
            public void put(PolicyDomain domain, CachedPolicy entry) {}
        };
        Envelope last =
                Envelope.from("a@sender.example").to("b@example.com").lastTry().build();
        try (MtaSts mtaSts = rig.builder().cache(broken).build();
                NettyMailSender sender = NettyMailSender.builder(mtaSts, rig.mx, rig.bootstrap, Rig.EHLO)
                        .build()) {
            Deferred missed = (Deferred) sender.send(last, Rig.message())
                    .get(240, TimeUnit.SECONDS)
                    .recipients()
                    .get(0)
                    .status();
            assertThat(missed.lastTryMissed()).isTrue();
            assertThat(missed.retryAfter()).isEqualTo(Duration.ofMinutes(1));
        }
    }

    @Test
    void failsALastTryThatAHostDefersAndQuotesTheHost() throws Exception {
        rig.domain("example.com", "enforce").rcptReply("450 4.2.0 greylisted");
        Failed failed = (Failed)
                rig.send(Envelope.from("").to("b@example.com").lastTry().build())
                        .recipients()
                        .get(0)
                        .status();
        assertThat(failed.enhancedStatus()).isEqualTo("5.4.7");
        assertThat(failed.sentence()).contains("450 4.2.0 greylisted");
        assertThat(failed.reply()).isNotNull();
    }

    @Test
    void failsForADomainThatTakesNoMailUnlessAPolicyContradicts() throws Exception {
        rig.net.dns().nullMx("null.example");
        assertThat(((Failed) rig.send("b@null.example")).enhancedStatus()).isEqualTo("5.1.10");
        rig.domain("example.com", "enforce");
        assertThat(rig.send("b@example.com")).isInstanceOf(Delivered.class);
        rig.net.dns().forge("example.com", lie -> lie.nullMx());
        assertThat(((Deferred) rig.send("b@example.com")).enhancedStatus()).isEqualTo("4.7.5");
        rig.net.dns().servfail("lost.example");
        assertThat(((Deferred) rig.send("b@lost.example")).enhancedStatus()).isEqualTo("4.4.3");
    }

    @Test
    void takesTheDomainItselfAsHostWithoutMxRecordsAndFailsWithoutAnAddress() throws Exception {
        MxServer host = rig.net.mxServer("host.example");
        assertThat(rig.send("b@host.example")).isInstanceOf(Delivered.class);
        assertThat(host.messages()).hasSize(1);
        rig.net.dns().txt("silent.example", "nothing else");
        assertThat(((Failed) rig.send("b@silent.example")).enhancedStatus()).isEqualTo("5.4.4");
    }

    @Test
    void passesDsnParametersToAHostThatTakesThem() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").extensions("DSN");
        MxServer without = rig.domain("other.example", "enforce");
        rig.send(Envelope.from("a@sender.example")
                .to("b@example.com", "b@other.example")
                .notify(Set.of(Envelope.Notify.FAILURE, Envelope.Notify.DELAY))
                .returned(Envelope.Return.HDRS)
                .envelopeId("id+1 =x")
                .originalRecipient("b@example.com", "list+x@example.org")
                .build());
        assertThat(mx.sessions().get(0).commands())
                .anyMatch(line -> line.startsWith("MAIL FROM:<a@sender.example>")
                        && line.contains(" RET=HDRS ENVID=id+2B1+20+3Dx"))
                .contains("RCPT TO:<b@example.com> NOTIFY=FAILURE,DELAY ORCPT=rfc822;list+2Bx@example.org");
        assertThat(without.messages()).hasSize(1);
        assertThat(without.sessions().get(0).commands())
                .noneMatch(line -> line.contains("RET=") || line.contains("NOTIFY=") || line.contains("ORCPT="));
    }

    @Test
    void sendsTheNullSender() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce");
        rig.send(Envelope.from("").to("b@example.com").build());
        assertThat(mx.sessions().get(0).commands())
                .anyMatch(line -> line.startsWith("MAIL FROM:<> ") || line.equals("MAIL FROM:<>"));
        assertThat(mx.messages()).hasSize(1);
    }

    @Test
    void delegatesTlsNotRequiredToTheHeader() throws Exception {
        MxServer mx = rig.domain("example.com", "enforce").noStartTls();
        byte[] message = Rig.message("TLS-Required:", " No");
        SendResult result =
                rig.send(Envelope.from("a@sender.example").to("b@example.com").build(), message);
        assertThat(result.delivered()).hasSize(1);
        assertThat(mx.messages()).hasSize(1);
        SendResult strict = rig.send(
                Envelope.from("a@sender.example")
                        .to("b@example.com")
                        .requireValidatedTls()
                        .build(),
                message);
        assertThat(strict.deferred()).hasSize(1);
        for (byte[] other : List.of(
                Rig.message("TLS-Required: Maybe"),
                Rig.message("TLS-Required: No", "tls-required: No"),
                Rig.message("", "TLS-Required: No"))) { // in the body
            assertThat(rig.send(
                                    Envelope.from("a@sender.example")
                                            .to("b@example.com")
                                            .build(),
                                    other)
                            .deferred())
                    .hasSize(1);
        }
    }

    @Test
    void sendsToAnAddressLiteral() throws Exception {
        MxServer mx = rig.net.mxServer("mx.example.com").noStartTls();
        String literal = "[" + mx.address().getAddress().getHostAddress() + "]";
        assertThat(rig.send("b@" + literal)).isInstanceOf(Delivered.class);
        assertThat(mx.messages())
                .singleElement()
                .satisfies(message -> assertThat(message.recipients()).containsExactly("b@" + literal));
    }

    @ParameterizedTest
    @ValueSource(strings = {"garbage", "150 wait", "354 go on", "650 what"})
    void tellsTheMessageApartFromOneThatMayHaveArrived(String reply) throws Exception {
        rig.net.mx("example.com", "mx1.example.com", "mx2.example.com");
        rig.net.mxServer("mx1.example.com").dataReply(reply);
        MxServer second = rig.net.mxServer("mx2.example.com");
        RecipientStatus status = rig.send("b@example.com");
        assertThat(status).isInstanceOf(Deferred.class);
        assertThat(((Deferred) status).sentence()).contains("may have the message already");
        assertThat(second.messages()).isEmpty();
    }

    /** What an earlier host said is not what matters then. */
    @Test
    void saysThatAMessageMayHaveArrivedAlsoBehindARefusal() throws Exception {
        rig.net.mx("example.com", "mx1.example.com", "mx2.example.com");
        rig.net.mxServer("mx1.example.com").rcptReply("450 4.2.0 greylisted");
        rig.net.mxServer("mx2.example.com").dataReply("garbage");
        Deferred deferred = (Deferred) rig.send("b@example.com");
        assertThat(deferred.sentence()).contains("may have the message already").doesNotContain("greylisted");
        assertThat(rig.send(Envelope.from("a@sender.example")
                                .to("b@example.com")
                                .lastTry()
                                .build())
                        .failed())
                .singleElement()
                .satisfies(each -> assertThat(((Failed) each.status()).sentence())
                        .contains("may have the message already")
                        .doesNotContain("again"));
    }
}
