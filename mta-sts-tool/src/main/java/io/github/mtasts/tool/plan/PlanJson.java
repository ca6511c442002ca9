package io.github.mtasts.tool.plan;

import io.github.mtasts.tlsrpt.summary.Readiness;
import io.github.mtasts.tool.json.Json;
import io.github.mtasts.tool.json.JsonObject;
import java.util.Locale;
import java.util.Optional;

/** Writes a plan for scripts. Stateless. */
final class PlanJson {
    private PlanJson() {}

    static String line(Plan plan, Optional<Readiness> readiness) {
        return Json.line(new JsonObject()
                .with("domain", plan.domain().name())
                .with("goal", plan.goal())
                .with("section", plan.section())
                .with("steps", plan.steps().stream().map(PlanJson::step).toList())
                .withIfKnown("readiness", readiness.map(PlanJson::readiness).orElse(null))
                .with("wayBack", plan.wayBack())
                .members());
    }

    private static Object step(Step step) {
        return new JsonObject()
                .with("place", step.place().name().toLowerCase(Locale.ROOT))
                .with("title", step.title())
                .withIfKnown("text", step.text())
                .with("why", step.why())
                .with("waitSeconds", step.waitAfter().toSeconds())
                .withIfKnown("evidence", step.evidence())
                .with("done", step.isDone())
                .members();
    }

    private static Object readiness(Readiness readiness) {
        return new JsonObject()
                .with("level", readiness.level().name().toLowerCase(Locale.ROOT))
                .with("evidence", readiness.evidence())
                .with("reasons", readiness.reasons())
                .with("wouldChange", readiness.wouldChange())
                .members();
    }
}
