package io.github.mtasts.smtp.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.address.Mailbox;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The message, its recipients and the commands for a host that offers some extensions. */
class HostOfferTest {
    private static final HostOffer NOTHING = new HostOffer(List.of("250 mx.example.com"));
    private static final HostOffer ALL = new HostOffer(
            List.of("250-mx.example.com", "250-size 100", "250-8BITMIME", "250-SMTPUTF8", "250-DSN", "250 PIPELINING"));

    private static Outgoing mail(Envelope.Builder envelope, String message) {
        Envelope built = envelope.build();
        return new Outgoing(
                built,
                MessageOctets.of(message.getBytes(StandardCharsets.UTF_8)),
                built.recipients().stream().map(Mailbox::of).toList(),
                false);
    }

    @Test
    void writesCommandsForWhatTheHostOffers() {
        Outgoing mail = mail(
                Envelope.from("")
                        .to("b\u00fc@b\u00fccher.example")
                        .notify(Set.of(Envelope.Notify.NEVER))
                        .returned(Envelope.Return.HDRS)
                        .envelopeId("a+b=c d"),
                "Subject: x\n\nhi");
        assertThat(ALL.isPipelined()).isTrue();
        assertThat(ALL.mailCommand(mail)).isEqualTo("MAIL FROM:<> SIZE=18 SMTPUTF8 RET=HDRS ENVID=a+2Bb+3Dc+20d");
        assertThat(ALL.rcptCommand(mail, mail.recipients().get(0)))
                .isEqualTo("RCPT TO:<b\u00fc@xn--bcher-kva.example> NOTIFY=NEVER");
        assertThat(NOTHING.rcptCommand(mail, mail.recipients().get(0)))
                .isEqualTo("RCPT TO:<b\u00fc@xn--bcher-kva.example>");
    }

    /** A domain goes over the wire in A-labels. */
    @Test
    void needsUtf8OnlyForALocalPart() {
        String message = "Subject: x\r\n\r\nhi\r\n";
        assertThat(mail(Envelope.from("a@b\u00fccher.example").to("b@b\u00fccher.example"), message)
                        .needsUtf8())
                .isFalse();
        assertThat(mail(Envelope.from("\u00fc@sender.example").to("b@example.com"), message)
                        .needsUtf8())
                .isTrue();
        assertThat(mail(Envelope.from("").to("b\u00fc@example.com"), message).needsUtf8())
                .isTrue();
    }

    /** Not every host takes an address beyond ASCII: it must not keep the message from the others. */
    @Test
    void dividesRecipientsByWhatTheyNeed() {
        Envelope.Builder envelope = Envelope.from("").to("b@example.com", "\u00fc@example.com", "c@example.com");
        assertThat(Batch.of(envelope.build(), null, new LinkedHashMap<>()))
                .hasToString("[2 recipients at example.com, 1 recipients at example.com]");
        assertThat(Batch.of(envelope.allOrNone().build(), null, new LinkedHashMap<>()))
                .hasToString("[3 recipients at example.com]");
    }

    @Test
    void namesTheRequirementThatTheHostDoesNotMeet() {
        Envelope.Builder plain = Envelope.from("a@sender.example").to("b@example.com");
        assertThat(NOTHING.unsuitable(mail(plain, "Subject: x\r\n\r\nhi\r\n"))).isNull();
        assertThat(status(NOTHING, mail(plain, "Subject: \u00fc\r\n\r\n"))).isEqualTo("5.6.7");
        assertThat(status(NOTHING, mail(plain, "Subject: x\r\n\r\n\u00fc"))).isEqualTo("5.6.3");
        assertThat(status(ALL, mail(plain, "Subject: x\r\n\r\n" + "x".repeat(100))))
                .isEqualTo("5.3.4");
        HostOffer nonsense = new HostOffer(List.of("250-mx", "250-SIZE many", "250"));
        assertThat(nonsense.unsuitable(mail(plain, "x".repeat(1000)))).isNull();
        assertThat(nonsense.isGreeted()).isTrue();
        assertThat(new HostOffer(List.of("421 busy")).isGreeted()).isFalse();
    }

    private static String status(HostOffer offer, Outgoing mail) {
        return Objects.requireNonNull(offer.unsuitable(mail)).enhancedStatus();
    }

    @Test
    void countsTheOctetsOnTheWire() {
        assertThat(size("")).isZero();
        assertThat(size("a: b\r\n\r\nc\r\n")).isEqualTo(11);
        assertThat(size("a: b\n\nc\n")).isEqualTo(11);
        assertThat(size("a: b\r\rc")).isEqualTo(11);
    }

    private static int size(String message) {
        return MessageOctets.of(message.getBytes(StandardCharsets.US_ASCII)).size();
    }

    @Test
    void findsTheFieldThatRequiresNoTls() {
        assertThat(isTlsNotRequired("Subject: x\r\nTLS-Required: No\r\n\r\n")).isTrue();
        assertThat(isTlsNotRequired("tls-required:\n no\n\n")).isTrue();
        assertThat(isTlsNotRequired("TLS-Required: No")).isTrue();
        assertThat(isTlsNotRequired("TLS-Required: Yes\r\n\r\n")).isFalse();
        assertThat(isTlsNotRequired("TLS-Required: No\r\nTLS-Required: No\r\n\r\n"))
                .isFalse();
        assertThat(isTlsNotRequired("Subject: x\r\n\r\nTLS-Required: No\r\n")).isFalse();
        assertThat(isTlsNotRequired("Subject: x\r\n TLS-Required: No\r\n\r\n")).isFalse();
    }

    private static boolean isTlsNotRequired(String message) {
        return MessageOctets.of(message.getBytes(StandardCharsets.US_ASCII)).isTlsNotRequired();
    }

    @Test
    void dividesRecipientsByNextHopAndHundred() {
        Envelope.Builder envelope = Envelope.from("").to("nobody", "1@other.example", "1@[192.0.2.1]");
        for (int i = 0; i < 150; i++) {
            envelope.to(i + "@example.com");
        }
        Map<String, RecipientStatus> statuses = new LinkedHashMap<>();
        List<Batch> batches = Batch.of(envelope.build(), null, statuses);
        assertThat(statuses).containsOnlyKeys("nobody");
        assertThat(batches)
                .extracting(Batch::toString)
                .containsExactly(
                        "1 recipients at other.example",
                        "1 recipients at [192.0.2.1]",
                        "100 recipients at example.com",
                        "50 recipients at example.com");
        assertThat(batches.get(0).hop()).hasToString("other.example");
        assertThat(batches.get(0).hop().port()).isEqualTo(25);
        assertThat(batches.get(0).hop().login()).isNull();
    }

    @Test
    void dividesTheTimeAmongTheDomainsThatAreLeft() {
        assertThat(Deadline.in(Duration.ofHours(1)).share(4).left())
                .isBetween(Duration.ofMinutes(10), Duration.ofMinutes(15));
        assertThat(Deadline.in(Duration.ofNanos(1)).left()).isEqualTo(Duration.ofMillis(1));
    }
}
