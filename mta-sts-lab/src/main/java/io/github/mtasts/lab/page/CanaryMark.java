package io.github.mtasts.lab.page;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.mtasts.lab.catalogue.Expectation;
import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.lab.scenario.Seen;
import java.util.Set;

/** What it means that the canary was seen where it was seen. */
enum CanaryMark {
    /** The line says nothing of the message. */
    NONE("none"),
    /** Everybody on the path could read the message. */
    IN_CLEAR("clear"),
    /** The attacker could read it, or has taken it. */
    BY_ATTACKER("attacker"),
    /** Somebody could read it, and the domain asks for no better. */
    PERMITTED("permitted"),
    /** It came back to its author. */
    RETURNED("returned"),
    /** It was within TLS, at a host of the domain. */
    PROTECTED("protected");

    private static final Set<String> GENUINE = Set.of(ScenarioContext.MX, ScenarioContext.MX2);

    private final String word;

    CanaryMark(String word) {
        this.word = word;
    }

    /**
     * The mark of a line.
     *
     * @param seen the line
     * @param expectation what a safe sender does, as it stands in a {@link Row}
     */
    static CanaryMark of(Seen seen, String expectation) {
        if (!seen.text().contains(ScenarioContext.CANARY)) {
            return NONE;
        }
        if (seen.where().equals(ScenarioContext.AUTHOR_HOST)) {
            return RETURNED;
        }
        boolean genuine = GENUINE.contains(seen.where());
        if (genuine && seen.tls()) {
            return PROTECTED;
        }
        if (expectation.equals(Expectation.DELIVER.toString())) {
            return PERMITTED;
        }
        return seen.tls() ? BY_ATTACKER : IN_CLEAR;
    }

    @JsonValue
    @Override
    public String toString() {
        return word;
    }
}
