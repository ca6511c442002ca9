package io.github.mtasts.lab.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.report.SenderResult;
import io.github.mtasts.lab.sender.OpportunisticSender;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CampaignTest {
    private final StringWriter said = new StringWriter();

    private Campaign campaign(String... ids) {
        return new Campaign(new PrintWriter(said, true), Catalogue.startingWith(List.of(ids)));
    }

    /** A sender that leaks, where it starts at all. */
    private static SenderKind failingToStart(int failures) {
        AtomicInteger starts = new AtomicInteger();
        return new SenderKind() {
            @Override
            public String name() {
                return "shaky";
            }

            @Override
            public Set<Ability> abilities() {
                return Set.of(Ability.DISCOVERY);
            }

            @Override
            public int concurrency() {
                return 1;
            }

            @Override
            public Sender start(TestNetwork net, Path folder) throws Exception {
                if (starts.incrementAndGet() <= failures) {
                    throw new IOException("no\ndisk");
                }
                return OpportunisticSender.opportunistic().start(net, folder);
            }
        };
    }

    @Test
    void goesOnWhenATrialBreaksOff() throws Exception {
        SenderResult result = campaign("starttls-454", "starttls-stripped").run(failingToStart(1));

        assertThat(result.rows()).extracting(Row::id, Row::verdict).containsExactly(tuple("starttls-454", "leaked"));
        assertThat(result.leftOut())
                .extracting(LeftOut::id, LeftOut::why)
                .containsExactly(tuple("starttls-stripped", "broke off: no disk"));
        assertThat(said.toString().lines())
                .anyMatch(line -> line.matches(" +1/2 +starttls-stripped +broke off +no disk"))
                .anyMatch(line -> line.matches(" +2/2 +starttls-454 +leaked .*"))
                .endsWith(
                        "broke off, not counted: 1",
                        "1 scenarios: 0 safe, 1 leaked, 0 bounced, 0 over-blocked, 0 unreported");
    }

    @Test
    void theStatusTellsALeakFromALabThatBroke() throws Exception {
        SenderResult leaked = campaign("starttls-stripped").run(failingToStart(0));
        SenderResult broken = campaign("starttls-stripped").run(failingToStart(1));
        SenderResult both = campaign("starttls-454", "starttls-stripped").run(failingToStart(1));
        SenderResult leftOut = campaign("starttls-stripped").leaveOut(failingToStart(0), "it is not there");
        SenderResult lost = campaign("starttls-stripped").breakOff(failingToStart(0), "it is lost");

        assertThat(ExitStatus.of(leaked, List.of(leaked))).isEqualTo(1);
        assertThat(ExitStatus.of(broken, List.of(broken))).isEqualTo(3);
        assertThat(ExitStatus.of(both, List.of(both)))
                .as("what was seen stands")
                .isEqualTo(1);
        assertThat(ExitStatus.of(leftOut, List.of(leftOut, leaked))).isZero();
        assertThat(ExitStatus.of(leftOut, List.of(leftOut, lost))).isEqualTo(3);
    }

    @Test
    void saysWhatASenderWouldHaveToDo() throws Exception {
        SenderResult result = campaign("certificate-revoked").run(failingToStart(0));

        assertThat(result.leftOut())
                .singleElement()
                .satisfies(one -> assertThat(one.why()).isEqualTo("needs a sender that checks revocation"))
                .satisfies(one -> assertThat(one.hasBrokenOff()).isFalse());
        assertThat(said.toString()).doesNotContain("broke off");
    }
}
