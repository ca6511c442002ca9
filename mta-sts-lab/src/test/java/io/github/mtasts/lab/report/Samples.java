package io.github.mtasts.lab.report;

import io.github.mtasts.lab.catalogue.Expectation;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.lab.scenario.Seen;
import io.github.mtasts.lab.scenario.StepTrace;
import java.util.List;

/** Sample results. */
public final class Samples {
    public static final Seen IN_CLEAR =
            new Seen(Seen.By.SENDER, "the attacker at " + ScenarioContext.MX, false, ScenarioContext.CANARY);
    public static final Seen WITHIN_TLS = new Seen(Seen.By.SENDER, ScenarioContext.MX, true, ScenarioContext.CANARY);

    private Samples() {}

    public static SenderResult sender(String name, String date, List<Row> rows, LeftOut... leftOut) {
        return new SenderResult(name, date, "Java 17, Linux", rows, List.of(leftOut));
    }

    public static SenderResult sender(String name, Row... rows) {
        return sender(name, "2026-11-26T12:38:40Z", List.of(rows));
    }

    public static Row row(String id, String verdict, String why, Seen... seen) {
        return row(id, Expectation.WAIT.toString(), verdict, why, seen);
    }

    public static Row row(String id, String expectation, String verdict, String why, Seen... seen) {
        return new Row(
                id,
                "on path: before TLS",
                "name of " + id,
                "on path",
                "relays the connection",
                expectation,
                "leaked",
                List.of("STS-4-02"),
                verdict,
                why,
                List.of(new StepTrace("+0d 00:00", "the message is sent", List.of(seen))),
                List.of("{\"policies\":[]}"));
    }

    /** A row with the same text in each field whose content comes from outside. */
    public static Row saying(String text) {
        return new Row(
                text,
                text,
                text,
                text,
                text,
                text,
                text,
                List.of(text),
                text,
                text,
                List.of(new StepTrace(
                        text, text, List.of(new Seen(Seen.By.HOST, text, true, ScenarioContext.CANARY + text)))),
                List.of(text));
    }
}
