package io.github.mtasts.lab.run;

import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Scenario;
import io.github.mtasts.lab.scenario.StepTrace;
import java.util.List;

/**
 * The result of a scenario against a sender.
 *
 * @param scenario the scenario
 * @param verdict the verdict
 * @param why the reason in one sentence
 * @param trace the steps and the network activity during each
 * @param reports the JSON of the TLS reports that arrived
 */
public record Result(Scenario scenario, Verdict verdict, String why, List<StepTrace> trace, List<String> reports) {}
