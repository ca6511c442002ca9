package io.github.mtasts.lab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.catalogue.Scenario;
import java.io.PrintWriter;
import java.io.StringWriter;
import org.junit.jupiter.api.Test;

class TableTest {
    private final StringWriter said = new StringWriter();
    private final Table table = new Table(new PrintWriter(said, true));

    @Test
    void fitsAHundredColumnsForEveryScenario() {
        String why = "the sender connected to a private address that the attacker had named, and went on from there";
        for (Scenario scenario : Catalogue.scenarios()) {
            table.row("113/113", scenario.id(), "over-blocked", why);
        }
        assertThat(said.toString().lines()).allMatch(line -> line.length() <= 100);
    }

    @Test
    void continuesALongTextBelowItsColumn() {
        table.row("1/2", "starttls-454", "leaked", "one ".repeat(12) + "two");
        assertThat(said.toString().lines())
                .containsExactly(
                        "    1/2  starttls-454                  leaked        " + "one ".repeat(11) + "one",
                        " ".repeat(53) + "two");
    }
}
