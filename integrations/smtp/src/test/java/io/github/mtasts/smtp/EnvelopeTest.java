package io.github.mtasts.smtp;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.outcome.DeliveryKind;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Envelopes and smart hosts: what they keep, and what they refuse. */
class EnvelopeTest {
    @Test
    void keepsWhatWasSet() {
        SmartHost relay = SmartHost.of("relay.example").implicitTls().login("user", "s3cret");
        Envelope envelope = Envelope.from("a@sender.example")
                .to("b@example.com", "c@example.com", "b@example.com")
                .notify(Set.of(Envelope.Notify.FAILURE, Envelope.Notify.SUCCESS))
                .returned(Envelope.Return.FULL)
                .envelopeId("id")
                .originalRecipient("b@example.com", "list@example.org")
                .kind(DeliveryKind.TLS_NOT_REQUIRED)
                .lastTry()
                .smartHost(relay)
                .build();
        assertThat(envelope).hasToString("from <a@sender.example> to [b@example.com, c@example.com]");
        assertThat(envelope.reversePath()).isEqualTo("a@sender.example");
        assertThat(envelope.notifications(envelope.recipients().get(0)))
                .containsExactly(Envelope.Notify.SUCCESS, Envelope.Notify.FAILURE);
        assertThat(envelope.returned()).contains(Envelope.Return.FULL);
        assertThat(envelope.envelopeId()).contains("id");
        assertThat(envelope.originalRecipient("b@example.com")).contains("list@example.org");
        assertThat(envelope.originalRecipient("c@example.com")).isEmpty();
        assertThat(envelope.kind()).isEqualTo(DeliveryKind.TLS_NOT_REQUIRED);
        assertThat(envelope.isLastTry()).isTrue();
        assertThat(envelope.smartHost()).contains(relay);
    }

    @Test
    void saysWhyItCannotBe() {
        assertThatThrownBy(() -> Envelope.from("no address")).hasMessageContaining("expected local-part@domain");
        assertThatThrownBy(() -> Envelope.from("a@b..c")).hasMessageContaining("no domain name");
        assertThatThrownBy(() -> Envelope.from("a".repeat(300) + "@example.com"))
                .hasMessageContaining("longer than");
        for (String local : new String[] {
            "\"x\"> SIZE=1 \"y\"",
            "\"x\\\"",
            "\"",
            "\"\"",
            "x@y",
            "@x",
            "x\u0085y",
            "x\ud800",
            "x>y",
            "x y",
            "x\ny",
            "\"x\r\ny\""
        }) {
            assertThatThrownBy(() -> Envelope.from(local + "@example.com"))
                    .hasMessageContaining("cannot stand in a local part");
        }
        assertThat(Envelope.from("\"x\\\"> y\\\\\"@example.com")
                        .to("x@example.com")
                        .build())
                .isNotNull();
        assertThatThrownBy(() -> Envelope.from("").build()).hasMessageContaining("no recipient");
        assertThatThrownBy(() -> Envelope.from("").envelopeId("")).hasMessageContaining("1 to 100");
        assertThatThrownBy(() -> Envelope.from("").originalRecipient("b@example.com", "b\r\n@example.org"))
                .hasMessageContaining("1 to 500");
        assertThatThrownBy(() -> Envelope.from("").notify(Set.of(Envelope.Notify.NEVER, Envelope.Notify.DELAY)))
                .hasMessageContaining("NEVER excludes");
        assertThatThrownBy(() -> Envelope.from("")
                        .to("b@example.com")
                        .requireValidatedTls()
                        .kind(DeliveryKind.TLS_NOT_REQUIRED)
                        .build())
                .hasMessageContaining("contradicts the kind");
    }

    @Test
    void aSmartHostShowsNoPassword() {
        SmartHost relay = SmartHost.of("relay.example").requireValidatedTls().login("user", "s3cret");
        assertThat(relay.implicitTls().port(2465)).hasToString("relay.example:2465");
        assertThat(relay.login()).get().hasToString("user");
        assertThat(relay.requiresValidatedTls()).isTrue();
        assertThat(relay.usesImplicitTls()).isFalse();
        assertThat(SmartHost.of("[192.0.2.1]").host()).hasToString("[192.0.2.1]");
        assertThatThrownBy(() -> SmartHost.of("not a host")).hasMessageContaining("not a host");
        assertThatThrownBy(() -> relay.port(0)).hasMessageContaining("expected 1 to 65535");
    }
}
