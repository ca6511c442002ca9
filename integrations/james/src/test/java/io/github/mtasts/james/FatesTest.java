package io.github.mtasts.james;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.Reply;
import jakarta.mail.internet.AddressException;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.james.core.MailAddress;
import org.junit.jupiter.api.Test;

class FatesTest {
    private static final Duration HALF_HOUR = Duration.ofMinutes(30);

    private static MailAddress address(String text) {
        try {
            return new MailAddress(text);
        } catch (AddressException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static Map<MailAddress, RecipientStatus> one(RecipientStatus status) {
        return Map.of(address("a@example.com"), status);
    }

    private static RecipientStatus deferred(String status, boolean missed) {
        return new RecipientStatus.Deferred(status, "no MX host was ready", null, HALF_HOUR, missed);
    }

    private static RecipientStatus failed(String status) {
        return new RecipientStatus.Failed(status, "nobody took it", null);
    }

    @Test
    void countsADeferralByThePolicy() {
        Fates fates = Fates.of(one(deferred("4.7.5", false)), false, false);
        assertThat(fates.deferred().values()).containsExactly(new Fates.Reason("4.7.5 no MX host was ready", null));
        assertThat(fates.isCounted()).isTrue();
        assertThat(fates.permanent()).isEmpty();
        assertThat(fates.expired()).isEmpty();
    }

    @Test
    void doesNotCountWhatThisServerCouldNotDo() {
        assertThat(Fates.of(one(deferred("4.3.0", false)), false, false).isCounted())
                .isFalse();
        assertThat(Fates.of(one(deferred("4.7.5", true)), true, false).isCounted())
                .isFalse();
        assertThat(Fates.of(one(deferred("4.7.5", false)), true, false).isCounted())
                .isFalse();
    }

    /** Hosts use that status of their own faults, too. */
    @Test
    void countsWhatAHostCouldNotDo() {
        RecipientStatus host =
                new RecipientStatus.Deferred("4.3.0", "later", new Reply("RCPT", 451, "4.3.0 later"), HALF_HOUR, false);
        assertThat(Fates.of(one(host), false, false).isCounted()).isTrue();
    }

    @Test
    void keepsWhatIsNotGivenUpWithoutCounting() {
        Fates fates = Fates.of(one(failed("5.4.7")), true, false);
        fates.keep(fates.expired());
        assertThat(fates.expired()).isEmpty();
        assertThat(fates.deferred()).hasSize(1);
        assertThat(fates.isCounted()).isFalse();
    }

    @Test
    void waitsAtLeastAMinuteAndAsLongAsTheLibrarySays() {
        assertThat(Fates.of(one(deferred("4.7.5", true)), true, false).shortestWait())
                .isEqualTo(HALF_HOUR);
        RecipientStatus soon = new RecipientStatus.Deferred("4.3.0", "closed", null, Duration.ofMillis(1), true);
        assertThat(Fates.of(one(soon), true, false).shortestWait()).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    void tellsARefusalFromAnExpiry() {
        RecipientStatus refused =
                new RecipientStatus.Failed("5.1.1", "unknown", new Reply("RCPT", 550, "5.1.1 unknown"));
        Fates fates = Fates.of(
                new LinkedHashMap<>(
                        Map.of(address("a@example.com"), refused, address("b@example.com"), failed("5.4.7"))),
                true,
                false);
        assertThat(fates.permanent()).containsOnlyKeys(address("a@example.com"));
        assertThat(fates.permanent().values()).containsExactly(new Fates.Reason("5.1.1 unknown", 550));
        assertThat(fates.expired()).containsOnlyKeys(address("b@example.com"));
    }

    @Test
    void returnsMailToADomainWithoutHostsAtOnceUnlessRetriesAreSet() {
        for (String status : List.of("5.1.2", "5.1.10", "5.4.4")) {
            assertThat(Fates.of(one(failed(status)), false, false).permanent()).hasSize(1);
            Fates later = Fates.of(one(failed(status)), false, true);
            assertThat(later.deferred().values())
                    .extracting(Fates.Reason::text)
                    .first()
                    .asString()
                    .startsWith("4.");
            assertThat(later.isCounted()).isTrue();
        }
    }

    @Test
    void takesAFailedLookUpOnALastTryForTemporary() {
        assertThat(Fates.of(one(failed("5.4.4")), true, false).expired()).hasSize(1);
        assertThat(Fates.of(one(failed("5.1.2")), true, false).permanent()).hasSize(1);
    }

    @Test
    void sortsEachRecipientOfOneMail() {
        Map<MailAddress, RecipientStatus> statuses = new LinkedHashMap<>();
        statuses.put(address("a@example.com"), failed("5.1.3"));
        statuses.put(address("b@example.com"), deferred("4.7.5", false));
        Fates fates = Fates.of(statuses, false, false);
        assertThat(fates.permanent()).containsOnlyKeys(address("a@example.com"));
        assertThat(fates.deferred()).containsOnlyKeys(address("b@example.com"));
        assertThat(Fates.text(fates.deferred())).isEqualTo("<b@example.com>: 4.7.5 no MX host was ready");
    }
}
