package io.github.mtasts.lab.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.sender.Bounce;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verdicts on senders that differ from the naive sender in one respect. */
class JudgementTest {
    private static final Duration SOON = Duration.ofMillis(300);

    private static Result run(String id, SenderKind kind) {
        Scenario scenario = Catalogue.startingWith(List.of(id)).get(0);
        return Trial.run(scenario, kind);
    }

    /** RFC 3464 section 2.3.3: a notification of delay is not a failure. */
    @ParameterizedTest
    @ValueSource(strings = {"starttls-stripped", "broken-for-good"})
    void aWarningThatAMessageWaitsIsNoBounce(String id) {
        Result result = run(id, Wrapped.kind(Set.of(Ability.CLOCK, Ability.QUEUE_LIFETIME), Warning::new));
        assertThat(result.trace())
                .flatExtracting(step -> step.seen())
                .anySatisfy(seen -> assertThat(seen.text()).isEqualTo("Action: delayed"));
        assertThat(result.verdict()).as(result.why()).isEqualTo(Verdict.SAFE);
    }

    /** Notifies the author of each message of a delay. */
    private static final class Warning extends Wrapped {
        private final TestNetwork net;

        Warning(Sender naive, TestNetwork net) {
            super(naive);
            this.net = net;
        }

        @Override
        public void submit(Mail mail) throws Exception {
            super.submit(mail);
            Bounce.send(net, mail, "not yet\r\n\r\nAction: delayed\r\nStatus: 4.7.0");
        }
    }

    @Test
    void mailAtAHostThatThePolicyInForceDoesNotNameIsALeakEvenIfTheDomainOwnsTheHost() {
        Result result = run(
                "last-look",
                Wrapped.kind(
                        EnumSet.of(Ability.CLOCK, Ability.QUEUE_LIFETIME, Ability.DISCOVERY),
                        (naive, net) -> naive,
                        Flaw.IGNORES_MX_PATTERNS));
        assertThat(result.verdict()).isEqualTo(Verdict.LEAKED);
        assertThat(result.why()).isEqualTo("the message went to a host that does not match the policy in force");
    }

    @Test
    void anAttackThatDidNotReachTheSenderIsNoVerdict() {
        SenderKind never = Wrapped.kind(
                EnumSet.of(Ability.DISCOVERY, Ability.COMPARISON), (naive, net) -> naive, Flaw.IGNORES_NEW_IDS);
        assertThatIllegalStateException()
                .isThrownBy(() -> run("host-html", never))
                .withMessageContaining("the sender has the ability COMPARISON, but did not query the record again");
        assertThat(run("changed-under-new-id", never).verdict()).isEqualTo(Verdict.LEAKED);
    }

    @Test
    void aSenderThatDoesNotFollowTheClockIsToldHowMuchTimePasses() {
        List<Duration> waits = new ArrayList<>();
        SenderKind kind =
                Wrapped.kind(EnumSet.of(Ability.DISCOVERY, Ability.COMPARISON), (naive, net) -> new Wrapped(naive) {
                    @Override
                    public void timePasses(Duration time) throws Exception {
                        waits.add(time);
                        super.timePasses(time);
                    }
                });
        assertThat(run("host-html", kind).verdict()).isEqualTo(Verdict.SAFE);
        assertThat(waits).containsExactly(Duration.ofMinutes(10), Duration.ofMinutes(30), Duration.ofHours(2));
    }

    @Test
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSenderThatDoesNotCloseBreaksTheTrialOffAndDoesNotHoldTheLab() {
        CountDownLatch never = new CountDownLatch(1);
        SenderKind kind = Wrapped.kind(Set.of(), (naive, net) -> new Wrapped(naive) {
            @Override
            public void close() throws IOException {
                awaitUninterruptibly(never);
            }
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> run("starttls-stripped", kind.withPatience(Duration.ofSeconds(15))))
                .withMessageContaining("the sender did not close within 15 s");
        never.countDown();
    }

    @Test
    @Timeout(value = 300, threadMode = Timeout.ThreadMode.SEPARATE_THREAD)
    void aSenderThatDoesNotStartBreaksTheTrialOff() {
        CountDownLatch never = new CountDownLatch(1);
        SenderKind kind = SenderKind.of("late", Set.of(), (net, folder) -> {
            never.await();
            throw new IOException("not started");
        });
        assertThatIllegalStateException()
                .isThrownBy(() -> run("starttls-stripped", kind.withPatience(SOON)))
                .withMessageContaining("the sender did not start within 300 ms");
    }

    /** Ignores interrupts. */
    private static void awaitUninterruptibly(CountDownLatch latch) {
        boolean interrupted = false;
        while (true) {
            try {
                latch.await();
                break;
            } catch (InterruptedException e) {
                interrupted = true;
            }
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
