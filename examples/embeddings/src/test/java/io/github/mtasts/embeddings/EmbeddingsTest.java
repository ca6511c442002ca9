package io.github.mtasts.embeddings;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.Unsent;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BiConsumer;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

/** Runs every embedder in every mode under every attack: delivery, confidentiality and the recorded outcome. */
@SuppressWarnings("ImmutableEnumChecker") // the functions of the enums below hold no state
class EmbeddingsTest {
    private static final String DOMAIN = "example.com";
    private static final String HOST = "mx1.example.com";
    private static final String CANARY = "canary-4711";

    enum Mode {
        ENFORCE,
        TESTING,
        NONE,
        NO_POLICY
    }

    enum Attack {
        NOTHING((net, mx) -> {}),
        NO_STARTTLS((net, mx) -> mx.noStartTls()),
        REFUSED_454((net, mx) -> mx.startTlsReply("454 4.7.0 not now")),
        REFUSED_554((net, mx) -> mx.startTlsReply("554 5.7.0 never")),
        CUT_HANDSHAKE((net, mx) -> mx.cutInHandshake()),
        WRONG_NAME((net, mx) -> mx.certificate(net.ca().issue("other.example.com"))),
        INJECTED_TEXT((net, mx) -> mx.injectAfter220("250-evil.example\r\n250 AUTH PLAIN\r\n")),
        WARNING_ALERTS((net, mx) -> mx.warningAlerts(4)),
        GREETING_554((net, mx) -> mx.greeting("554 go away")),
        MX_MISMATCH((net, mx) -> {});

        private final BiConsumer<TestNetwork, MxServer> prepare;

        Attack(BiConsumer<TestNetwork, MxServer> prepare) {
            this.prepare = prepare;
        }
    }

    enum Kind {
        JAKARTA_MAIL(rig -> new JakartaMailEmbedder(rig::dialer)),
        NETTY(rig ->
                new NettyEmbedder(host -> rig.net.route(rig.net.mxServer(host).address()))),
        POOL(rig -> new PooledEmbedder(rig::dialer)),
        PLAIN_SOCKET(rig -> new PlainSocketEmbedder(rig::dialer));

        private final Function<Rig, Embedder> make;

        Kind(Function<Rig, Embedder> make) {
            this.make = make;
        }
    }

    static Stream<Arguments> everything() {
        List<Arguments> cases = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (Mode mode : Mode.values()) {
                for (Attack attack : Attack.values()) {
                    cases.add(Arguments.of(kind, mode, attack));
                }
            }
        }
        return cases.stream();
    }

    @ParameterizedTest(name = "{0}, {1}, {2}")
    @MethodSource("everything")
    @Tag("STS-5-01")
    @Tag("STS-5-02")
    @Tag("STS-5-03")
    @Tag("STS-5-04")
    @Tag("STS-5-06")
    @Tag("STS-5-08")
    @Tag("STS-6-03")
    void deliversWhatItMayAndNothingElse(Kind kind, Mode mode, Attack attack) throws Exception {
        try (TestNetwork net = TestNetwork.start();
                Rig rig = new Rig(net);
                Embedder embedder = kind.make.apply(rig)) {
            MxServer mx = net.mx(DOMAIN, HOST).mxServer(HOST);
            if (mode != Mode.NO_POLICY) {
                String pattern = attack == Attack.MX_MISMATCH ? "elsewhere.example.net" : HOST;
                net.publish(DOMAIN, "id1", TestNetwork.policy(mode.name().toLowerCase(Locale.ROOT), 86_400, pattern));
            }
            attack.prepare.accept(net, mx);

            boolean delivered;
            try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
                delivered = embedder.deliver(attempt, HOST, CANARY);
                if (!delivered) {
                    assertThat(attempt.unsent()).isInstanceOf(Unsent.Defer.class);
                }
            }

            boolean safe =
                    attack == Attack.NOTHING || attack == Attack.INJECTED_TEXT || attack == Attack.WARNING_ALERTS;
            boolean expected = mode == Mode.ENFORCE ? safe : attack != Attack.GREETING_554;
            assertThat(delivered).as("delivered").isEqualTo(expected);
            assertThat(mx.messages()).hasSize(expected ? 1 : 0);
            assertThat(mode == Mode.ENFORCE && mx.sawInClear(CANARY))
                    .as("an enforced body in the clear")
                    .isFalse();
            assertThat(mx.messages()).allMatch(message -> message.body().contains(CANARY));

            boolean underSts = mode == Mode.ENFORCE || mode == Mode.TESTING;
            if (attack == Attack.GREETING_554 && !underSts) {
                assertThat(rig.outcomes).as("no TLS was tried").isEmpty();
                return;
            }
            assertThat(rig.outcomes).hasSize(1);
            AppliedPolicy applied = rig.outcomes.get(0).policies().get(0);
            boolean harmlessWithoutPolicy = attack == Attack.WRONG_NAME || attack == Attack.MX_MISMATCH;
            assertThat(applied.type()).isEqualTo(underSts ? PolicyType.STS : PolicyType.NO_POLICY_FOUND);
            assertThat(applied.success()).isEqualTo(safe || (!underSts && harmlessWithoutPolicy));
        }
    }

    /** The reply behind the one to EHLO would otherwise be lost, or be taken for the reply to a later command. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void readsWhatTheHostSaidBehindItsReplyToEhlo(Kind kind) throws Exception {
        try (TestNetwork net = TestNetwork.start();
                Rig rig = new Rig(net);
                Embedder embedder = kind.make.apply(rig)) {
            MxServer mx = net.mx(DOMAIN, HOST).mxServer(HOST);
            mx.ehloReplyOverTls("250 mx\r\n421 4.3.2 shutting down");
            assertThat(isDelivered(rig, embedder)).isFalse();
            assertThat(mx.messages()).isEmpty();
            mx.reset();
            assertThat(isDelivered(rig, embedder)).as("life goes on").isTrue();
        }
    }

    /** A host that takes no mail now says so in its reply to EHLO; its replies may have several lines. */
    @ParameterizedTest
    @EnumSource(Kind.class)
    void deliversNothingToAHostThatRefusesEhloAndReadsWholeReplies(Kind kind) throws Exception {
        try (TestNetwork net = TestNetwork.start();
                Rig rig = new Rig(net);
                Embedder embedder = kind.make.apply(rig)) {
            MxServer mx = net.mx(DOMAIN, HOST).mxServer(HOST);
            mx.ehloReplyOverTls("421 4.3.2 shutting down");
            assertThat(isDelivered(rig, embedder)).isFalse();
            assertThat(mx.messages()).isEmpty();
            mx.reset().dataReply("250-2.0.0 taken\r\n250 2.0.0 and queued");
            assertThat(isDelivered(rig, embedder)).as("life goes on").isTrue();
            assertThat(mx.messages()).hasSize(1);
        }
    }

    @Test
    void sendsOverAConnectionFromThePoolAndOpensAnotherWhenItNoLongerWorks() throws Exception {
        try (TestNetwork net = TestNetwork.start();
                Rig rig = new Rig(net);
                Embedder embedder = Kind.POOL.make.apply(rig)) {
            MxServer mx = net.mx(DOMAIN, HOST).mxServer(HOST);
            assertThat(isDelivered(rig, embedder)).isTrue();
            assertThat(isDelivered(rig, embedder)).isTrue();
            assertThat(mx.sessions()).hasSize(1);
            mx.rsetReply("421 4.4.2 idle for too long");
            assertThat(isDelivered(rig, embedder)).isTrue();
            assertThat(mx.sessions()).hasSize(2);
            assertThat(mx.messages()).hasSize(3);
        }
    }

    private static boolean isDelivered(Rig rig, Embedder embedder) throws Exception {
        try (DeliveryAttempt attempt = rig.begin(DOMAIN)) {
            return embedder.deliver(attempt, HOST, CANARY);
        } catch (IOException | MessagingException e) {
            return false; // a client that reports a refusal by throwing
        }
    }
}
