package io.github.mtasts.lab.sender.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.scenario.ScenarioContext;
import org.junit.jupiter.api.Test;

class PolicyMapTest {
    @Test
    void writesWhatAnAdministratorWouldWrite() {
        assertThat(PolicyMap.line("a.test", ScenarioContext.policy("enforce", "mx.a.test", "*.b.test")))
                .isEqualTo("a.test secure match=mx.a.test:.b.test servername=hostname\n");
        assertThat(PolicyMap.line("a.test", ScenarioContext.policy("testing", "mx.a.test")))
                .isEqualTo("a.test may\n");
        assertThat(PolicyMap.line("a.test", ScenarioContext.policy("none"))).isEqualTo("a.test may\n");
    }
}
