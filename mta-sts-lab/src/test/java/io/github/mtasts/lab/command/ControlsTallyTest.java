package io.github.mtasts.lab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Runner;
import io.github.mtasts.lab.sender.OpportunisticSender;
import io.github.mtasts.lab.sender.naive.NaiveSender;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;

class ControlsTallyTest {
    private final StringWriter said = new StringWriter();
    private final ControlsTally tally = new ControlsTally(new PrintWriter(said, true), 2);
    private final Scenario attack =
            Catalogue.startingWith(List.of("starttls-stripped")).get(0);
    private final Runner.Pair first = new Runner.Pair(attack, OpportunisticSender.opportunistic());
    private final Runner.Pair second = new Runner.Pair(attack, NaiveSender.kind());

    private Result result(Verdict verdict) {
        return new Result(attack, verdict, "so it was seen", List.of(), List.of());
    }

    @Test
    void isContentWhenEachPairBringsAboutTheAim() {
        tally.over(first, result(Verdict.LEAKED));
        tally.over(second, result(Verdict.LEAKED));

        assertThat(tally.end()).isZero();
        assertThat(said.toString().lines())
                .hasSize(4)
                .endsWith("", "1 attacks: 1 succeeded against at least one control; verdicts: 2 leaked");
    }

    @Test
    void namesEachPairThatMissesTheAimAlthoughAnotherSucceeds() {
        tally.over(first, result(Verdict.OVER_BLOCKED));
        tally.over(second, result(Verdict.LEAKED));

        assertThat(tally.end()).isEqualTo(1);
        assertThat(said.toString().lines())
                .endsWith(
                        "starttls-stripped against opportunistic: over-blocked in place of leaked: so it was seen",
                        "1 attacks: 1 succeeded against at least one control; verdicts: 1 leaked, 1 over-blocked");
    }

    @Test
    void anotherVerdictThanTheAimIsNoSuccess() {
        tally.over(first, result(Verdict.BOUNCED));

        assertThat(tally.end()).isEqualTo(1);
        assertThat(said.toString().lines())
                .endsWith(
                        "starttls-stripped succeeded against no control",
                        "1 attacks: 0 succeeded against at least one control; verdicts: 1 bounced");
    }

    @Test
    void tellsAPairThatBrokeOffFromOneThatMissed() {
        tally.over(first, result(Verdict.LEAKED));
        tally.brokeOff(second, new IllegalStateException("scenario broke off", new IOException("no disk")));

        assertThat(tally.end()).isEqualTo(3);
        assertThat(said.toString().lines())
                .endsWith(
                        "starttls-stripped against naive broke off: no disk",
                        "broke off, not counted: 1",
                        "1 attacks: 1 succeeded against at least one control; verdicts: 1 leaked");
    }
}
