package io.github.mtasts.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.OwnFault;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** Senders that do not send. */
class TrialTest {
    private static Scenario scenario(String id) {
        return Catalogue.startingWith(List.of(id)).get(0);
    }

    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** The reaction of a sender to a message. */
    private interface Submission {
        void submit(Mail mail) throws Exception;
    }

    private static SenderKind kind(Duration patience, Submission submission) {
        return new SenderKind() {
            @Override
            public String name() {
                return "idle";
            }

            @Override
            public Set<Ability> abilities() {
                return EnumSet.complementOf(EnumSet.of(Ability.REPORTS));
            }

            @Override
            public Duration patience() {
                return patience;
            }

            @Override
            public int rememberedDomains() {
                return 1;
            }

            @Override
            public Sender start(TestNetwork net, Path folder) {
                return new Sender() {
                    @Override
                    public void submit(Mail mail) throws Exception {
                        submission.submit(mail);
                    }

                    @Override
                    public void retry() {}

                    @Override
                    public void restart() {}

                    @Override
                    public void requireValidatedTls(String domain, List<String> hosts) {}

                    @Override
                    public void suffer(OwnFault fault) {}

                    @Override
                    public void recover() {}

                    @Override
                    public void close() {}
                };
            }
        };
    }

    @Test
    void noScenarioTakesASenderThatDoesNothingForASafeOne() {
        SenderKind idle = kind(PATIENCE, mail -> {});
        assertThat(Catalogue.scenarios()).allSatisfy(scenario -> {
            Result result = Trial.run(scenario, idle);
            assertThat(result.verdict()).as(scenario.id()).isEqualTo(Verdict.OVER_BLOCKED);
            // A scenario that needs no policy in a cache has no first message.
            assertThat(result.why())
                    .containsAnyOf(
                            "the first message, before any attack, had not arrived",
                            "the message did not arrive after the attack had ended",
                            "the message was not delivered, although the policy allowed it",
                            "the message was neither delivered nor returned");
        });
    }

    @Test
    void aDeliveryWithoutEndIsHeldMail() {
        CountDownLatch never = new CountDownLatch(1);
        Result result = Trial.run(scenario("starttls-stripped"), kind(Duration.ofSeconds(2), mail -> never.await()));
        assertThat(result.verdict()).isEqualTo(Verdict.OVER_BLOCKED);
        assertThat(result.trace()).isNotEmpty();
    }

    @Test
    void aBrokenSenderIsNoVerdict() {
        assertThatIllegalStateException()
                .isThrownBy(() -> Trial.run(scenario("starttls-stripped"), kind(PATIENCE, mail -> {
                    throw new IOException("no disk");
                })))
                .withMessageContaining("scenario starttls-stripped broke off against the sender idle")
                .withMessageContaining("no disk");
    }

    @Test
    void appliesOnlyWhereTheSenderDoesWhatIsNeeded() {
        SenderKind plain = SenderKind.of("plain", Set.of(), (net, folder) -> {
            throw new IOException("not started");
        });
        assertThat(Trial.applies(scenario("starttls-stripped"), plain)).isTrue();
        assertThat(Trial.applies(scenario("certificate-revoked"), plain)).isFalse();
        assertThat(plain.name()).isEqualTo("plain");
    }
}
