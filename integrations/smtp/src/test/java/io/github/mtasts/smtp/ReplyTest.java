package io.github.mtasts.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Replies, and the statuses that quote them. */
class ReplyTest {
    @Test
    void readsLinesWithAndWithoutCodes() {
        Reply reply = Reply.of("rcpt", 550, "550-5.1.1 no such\r\n550 user\u001b[2J\r\n");
        assertThat(reply.command()).isEqualTo("RCPT");
        assertThat(reply.text()).startsWith("5.1.1 no such user").doesNotContain("\u001b");
        assertThat(reply.isPermanent()).isTrue();
        assertThat(reply.enhancedStatus()).contains("5.1.1");
        assertThat(Reply.of("DATA", 250, "250")).hasToString("DATA: 250 ");
    }

    @Test
    void takes552ToRcptForATemporaryRefusal() {
        assertThat(Reply.of("RCPT", 552, "552 5.2.2 full").isPermanent()).isFalse();
        assertThat(Reply.of("RCPT", 552, "552 5.2.2 full").enhancedStatus()).isEmpty();
        assertThat(Reply.of("DATA", 552, "552 5.2.2 full").isPermanent()).isTrue();
    }

    @Test
    void findsTheQueueId() {
        assertThat(Reply.of("DATA", 250, "250 2.0.0 Ok: queued as 4XyZ12").queueId())
                .contains("4XyZ12");
        assertThat(Reply.of("DATA", 250, "250 OK id=1abcDE-0000-Xy").queueId()).contains("1abcDE-0000-Xy");
        assertThat(Reply.of("DATA", 250, "250 2.0.0 41BxyzK3 Message accepted for delivery")
                        .queueId())
                .contains("41BxyzK3");
        assertThat(Reply.of("DATA", 250, "250 thanks").queueId()).isEmpty();
    }

    @Test
    void aResultListsEachRecipientUnderItsStatus() {
        RecipientStatus deferred = new RecipientStatus.Deferred("4.7.5", "a\r\nb", null, Duration.ofMinutes(30), false);
        RecipientStatus failed = new RecipientStatus.Failed("5.1.1", "no\nuser", null);
        SendResult result = new SendResult(List.of(
                new SendResult.Recipient("1@example.com", deferred),
                new SendResult.Recipient("2@example.com", failed)));
        assertThat(result.delivered()).isEmpty();
        assertThat(result.deferred()).extracting(SendResult.Recipient::address).containsExactly("1@example.com");
        assertThat(result.failed()).extracting(SendResult.Recipient::address).containsExactly("2@example.com");
        assertThat(result.toString())
                .startsWith("<1@example.com>: deferred: 4.7.5 ")
                .contains("; <2@example.com>: failed: 5.1.1 ")
                .doesNotContain("\n");
    }
}
