package io.github.mtasts.jakarta.mail;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.MtaSts;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus.Deferred;
import io.github.mtasts.smtp.SendResult;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What goes wrong on this server's own side: each recipient has a status. */
class OwnFaultsTest {
    private final Rig rig = new Rig();

    @AfterEach
    void close() {
        rig.close();
    }

    private MailSender sender(MtaSts mtaSts, MxLookup mx) {
        return MailSender.builder(mtaSts, mx, Rig.EHLO)
                .socketFactory(rig.net.sockets())
                .build();
    }

    private static SendResult send(MailSender sender, String... recipients) throws Exception {
        return sender.send(Envelope.from("a@sender.example").to(recipients).build(), Rig.message());
    }

    /** A message that one domain has must not be sent to it again because another domain met a fault of this server. */
    @Test
    void keepsTheStatusOfADomainThatHasTheMessage() throws Exception {
        rig.domain("one.example", "enforce");
        rig.domain("two.example", "enforce");
        rig.domain("three.example", "enforce");
        rig.domain("four.example", "enforce");
        MxLookup mx = new MxLookup(
                rig.dns,
                host -> {
                    if (host.equals("mx.three.example")) {
                        throw new IllegalStateException("no resolver");
                    }
                    AddressAnswer answer = rig.dns.addresses(host);
                    return answer;
                },
                Set.of());
        try (MtaSts mtaSts = rig.builder()
                        .localPolicy(domain -> {
                            if (domain.name().equals("two.example")) {
                                throw new IllegalStateException("rules cannot be read");
                            }
                            return LocalRule.FOLLOW;
                        })
                        .build();
                MailSender sender = sender(mtaSts, mx)) {
            SendResult result = send(sender, "b@one.example", "b@two.example", "b@three.example", "b@four.example");
            assertThat(result.delivered())
                    .extracting(SendResult.Recipient::address)
                    .containsExactly("b@one.example", "b@four.example");
            assertThat(result.deferred())
                    .extracting(each -> ((Deferred) each.status()).enhancedStatus())
                    .containsExactly("4.3.0", "4.3.0");
            assertThat(result.deferred())
                    .extracting(each -> ((Deferred) each.status()).sentence())
                    .satisfiesExactly(
                            two -> assertThat(two).contains("rules cannot be read"),
                            three -> assertThat(three).contains("no resolver"));
        }
    }

    /** The delivery under way ends as it would: it goes on to the second host after the sender was closed. */
    @Test
    void endsADeliveryUnderWayAsItWouldWhenItIsClosed() throws Exception {
        rig.net.publish("example.com", "1", TestNetwork.policy("testing", 86_400, "*.example.com"));
        rig.net.mx("example.com", "mx1.example.com", "mx2.example.com");
        rig.net.mxServer("mx1.example.com").rcptReply("450 4.2.0 later");
        MxServer second = rig.net.mxServer("mx2.example.com");
        CompletableFuture<MailSender> made = new CompletableFuture<>();
        OutcomeListener closes = outcome -> made.join().close();
        try (MtaSts mtaSts = rig.builder().outcomes(closes).build()) {
            MailSender sender = sender(mtaSts, rig.mx);
            made.complete(sender);
            assertThat(send(sender, "b@example.com").delivered()).hasSize(1);
            assertThat(second.messages()).hasSize(1);
            assertThat(sender.idleConnections()).isZero();
            assertThat(send(sender, "b@example.com").deferred()).hasSize(1);
        }
    }
}
