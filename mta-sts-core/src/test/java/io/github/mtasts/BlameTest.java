package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.policy.MxPattern;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whose fault a failed session is: the host's, the operator's rule's, or the caller's. */
class BlameTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final LocalRule RULE = new LocalRule.RequireEnforce(
            List.of(MxPattern.parse("*.example.com").orElseThrow()));

    private final TestNetwork net = TestNetwork.start();
    private final MxServer mx = net.mx(DOMAIN, HOST).mxServer(HOST);
    private volatile LocalRule rule = LocalRule.FOLLOW;
    private final Rig rig = new Rig(net, builder -> builder.localPolicy(domain -> rule));

    @AfterEach
    void close() {
        rig.close();
        net.close();
    }

    static Stream<Arguments> refusals() {
        return Stream.of(
                refusal("greeting 554", mx -> mx.greeting("554 no"), "greeting-refused: 554 no"),
                refusal("greeting 421", mx -> mx.greeting("421 busy"), "greeting-refused: 421 busy"),
                refusal("EHLO 554", mx -> mx.ehloReply("554 no"), "ehlo-refused: 554 no"),
                refusal("EHLO 421", mx -> mx.ehloReply("421 busy"), "ehlo-refused: 421 busy"),
                refusal("no SMTP", mx -> mx.greeting("HTTP/1.1 400 no"), "smtp-syntax: HTTP/1.1 400 no"));
    }

    private static Arguments refusal(String name, Consumer<MxServer> attack, String reason) {
        return Arguments.of(name, attack, "refused-before-tls: " + reason);
    }

    /** D33: one type and one reason in all modes, and no outcome where no policy was found. */
    @ParameterizedTest(name = "{0}")
    @MethodSource("refusals")
    void aSessionThatWasRefusedBeforeTlsIsCountedUnderAPolicyOnly(
            String name, Consumer<MxServer> attack, String reason) {
        attack.accept(mx);
        assertThat(open()).isInstanceOf(Opening.NotReady.class);
        assertThat(rig.outcomes).as("no policy").isEmpty();
        int id = 0;
        for (String mode : List.of("enforce", "testing", "none")) {
            publish(++id, mode);
            assertThat(open()).isInstanceOf(Opening.NotReady.class);
            if (mode.equals("none")) {
                assertThat(rig.outcomes).as(mode).isEmpty();
            } else {
                assertThat(onlyApplied().failures())
                        .as(mode)
                        .containsExactly(new Failure(ResultType.VALIDATION_FAILURE, reason));
            }
            rig.outcomes.clear();
        }
    }

    @Test
    void aHostWithoutEsmtpHasNoStartTlsInAllModes() {
        mx.ehloReply("502 what");
        int id = 0;
        for (String mode : List.of("none", "enforce", "testing")) {
            publish(++id, mode);
            open();
            assertThat(onlyApplied().failures())
                    .as(mode)
                    .extracting(Failure::type)
                    .containsExactly(ResultType.STARTTLS_NOT_SUPPORTED);
            rig.outcomes.clear();
        }
    }

    /** Not as a host that was ready and did not take the message. */
    @Test
    void theSentenceForTheQueueNamesTheRefusalThatAServerReported() {
        try (DeliveryAttempt attempt = rig.begin("plain.example");
                SmtpSession session = ((Candidate.Proceed) attempt.candidate("mx.plain.example")).session()) {
            session.connected(null, mx.address());
            var unused = session.refused("554 no");
            assertThat(attempt.unsent().toString()).contains("refused-before-tls: 554 no");
        }
    }

    @Test
    void aServerThatSpeaksSmtpItselfReportsARefusal() {
        for (int i = 0; i < 2; i++) {
            Candidate.Proceed proceed = proceed();
            try (SmtpSession session = proceed.session()) {
                session.connected(null, mx.address());
                if (i == 0) {
                    assertThat(session.refused("554 no")).isInstanceOf(SmtpSession.Permission.Denied.class);
                }
            }
            assertThat(rig.outcomes).as("refused or abandoned before TLS").isEmpty();
        }
    }

    @Test
    void aCertificateThatOnlyTheOperatorsRuleRefusesIsNotCounted() {
        mx.certificate(net.ca().selfSigned(HOST));
        open();
        assertThat(onlyApplied().success()).as("without the rule").isTrue();
        rig.outcomes.clear();
        rule = RULE;
        assertThat(open()).isInstanceOf(Opening.NotReady.class);
        assertThat(rig.outcomes).isEmpty();
        mx.noStartTls();
        assertThat(open()).isInstanceOf(Opening.NotReady.class);
        assertThat(onlyApplied().type()).as("missing with and without the rule").isEqualTo(PolicyType.NO_POLICY_FOUND);
    }

    @Test
    void aTestingPolicyIsJudgedAsWithoutTheOperatorsRule() {
        publish(1, "testing");
        mx.certificate(net.ca().selfSigned(HOST));
        open();
        AppliedPolicy without = onlyApplied();
        rig.outcomes.clear();
        rule = RULE;
        assertThat(open()).isInstanceOf(Opening.NotReady.class);
        assertThat(onlyApplied()).isEqualTo(without);
    }

    @Test
    void anInterruptThatClosesTheSocketOfAChannelIsTheCallersEnd() throws Exception {
        publish(1, "enforce");
        mx.silentGreeting();
        DeliveryAttempt attempt = rig.begin(DOMAIN);
        Candidate.Proceed proceed = (Candidate.Proceed) attempt.candidate(HOST);
        try (SocketChannel channel = SocketChannel.open(net.route(mx.address()))) {
            Opening<Socket> opening = proceed.open(() -> new Socket() {
                @Override
                public InputStream getInputStream() throws IOException {
                    Thread.currentThread().interrupt(); // ends the first read at once
                    return channel.socket().getInputStream();
                }
            });
            assertThat(Thread.interrupted()).isTrue();
            assertThat(opening)
                    .isInstanceOfSatisfying(
                            Opening.NotReady.class,
                            ended -> assertThat(ended.cause()).isEqualTo(Opening.NotReady.Cause.ENDED));
        }
        assertThat(rig.outcomes).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theDialersReadTimeOutIsATimeOut(boolean inHandshake) throws IOException {
        publish(1, "enforce");
        if (inHandshake) {
            mx.stallInHandshake();
        } else {
            mx.silentGreeting();
        }
        Opening<Socket> opening = proceed().open(() -> {
            Socket socket = rig.dialer(HOST).dial();
            socket.setSoTimeout(200);
            return socket;
        });
        assertThat(opening)
                .isInstanceOfSatisfying(
                        Opening.NotReady.class,
                        late -> assertThat(late.cause()).isEqualTo(Opening.NotReady.Cause.TIMEOUT));
    }

    static Stream<Arguments> ends() {
        return Stream.of(
                end("greeting 421", mx -> mx.greeting("421 busy"), "4.3.2", "421 busy"),
                end("no STARTTLS", MxServer::noStartTls, "4.7.5", "starttls-not-offered"),
                end("ready", mx -> mx.rcptReply("450 later"), "4.0.0", "the message was not taken"));
    }

    private static Arguments end(String name, Consumer<MxServer> attack, String status, String text) {
        return Arguments.of(name, attack, status, text);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ends")
    @Tag("STS-5-07")
    void aDeferralNamesWhatEndedEachHost(String name, Consumer<MxServer> attack, String status, String text) {
        publish(1, "enforce");
        attack.accept(mx);
        Unsent.Defer defer = deferred();
        assertThat(defer.enhancedStatus()).isEqualTo(status);
        assertThat(defer.sentence()).contains(HOST + ": ", text);
        assertThat(defer.sentence().contains("MTA-STS policy")).isEqualTo(status.equals("4.7.5"));
    }

    @Test
    void aDeferralNamesTheOperatorsRuleThatBlocked() {
        rule = RULE;
        mx.noStartTls();
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            rig.open(attempt, HOST);
            attempt.candidate("mx.example.net");
            assertThat(attempt.unsent()).isInstanceOfSatisfying(Unsent.Defer.class, defer -> {
                assertThat(defer.enhancedStatus()).isEqualTo("4.7.5");
                assertThat(defer.sentence())
                        .contains(HOST + ": ", "required by the operator's rule", "mx.example.net: mx-mismatch")
                        .contains("(operator's rule: require validated TLS with [*.example.com])");
            });
        }
    }

    @Test
    void aDeferralWithoutAPolicyBlamesNone() {
        publish(1, "none");
        mx.greeting("421 busy");
        assertThat(deferred().sentence()).doesNotContain("MTA-STS");
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            assertThat(attempt.unsent())
                    .isEqualTo(new Unsent.Defer(
                            "4.4.1", "mail for example.com was not sent: no connection to an MX host was opened"));
        }
    }

    private Unsent.Defer deferred() {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            rig.open(attempt, HOST);
            return (Unsent.Defer) attempt.unsent();
        }
    }

    private Candidate.Proceed proceed() {
        return (Candidate.Proceed) rig.begin(DOMAIN).candidate(HOST);
    }

    private Opening<Socket> open() {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            return rig.open(attempt, HOST);
        }
    }

    private AppliedPolicy onlyApplied() {
        assertThat(rig.outcomes).hasSize(1);
        return rig.outcomes.get(0).policies().get(0);
    }

    private void publish(int id, String mode) {
        net.publish(
                DOMAIN,
                "id" + id,
                mode.equals("none") ? TestNetwork.policy(mode, 86_400) : TestNetwork.policy(mode, 86_400, HOST));
        rig.check(DOMAIN);
    }
}
