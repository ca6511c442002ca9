package io.github.mtasts.lab.run;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.stage.StepTrace;
import java.util.List;

/**
 * What came of a scenario against a sender.
 *
 * @param scenario the scenario
 * @param verdict the verdict
 * @param why the verdict in one sentence
 * @param acts what was seen, step by step
 * @param reports the JSON of the TLS reports that arrived
 */
public record Result(Scenario scenario, Verdict verdict, String why, List<StepTrace> acts, List<String> reports) {}
