package io.github.mtasts.lab.page;

import com.fasterxml.jackson.annotation.JsonValue;
import io.github.mtasts.lab.catalogue.Expectation;
import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.lab.scenario.Seen;
import java.util.Set;

/** The meaning of a line in which the canary occurs. */
enum CanaryMark {
    /** The canary is not in the line. */
    NONE("none"),
    /** The message was on the wire in the clear. */
    IN_CLEAR("clear"),
    /** The attacker read or received the message. */
    BY_ATTACKER("attacker"),
    /** The message was readable, which the policy allows. */
    PERMITTED("permitted"),
    /** The message was returned to its author. */
    RETURNED("returned"),
    /** The message was within TLS at a host of the domain. */
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
     * @param expectation the behaviour of a safe sender, as in a {@link Row}
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
