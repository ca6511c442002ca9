package io.github.mtasts.lab.sender.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class NamespaceTest {
    @Test
    void saysWhatAnAttemptPrinted() {
        assertThat(Namespace.refusal(List.of("sh", "-c", "echo Operation not permitted >&2; exit 1")))
                .contains("no namespaces can be made here: Operation not permitted");
        assertThat(Namespace.refusal(List.of("/no-such-program")))
                .hasValueSatisfying(why -> assertThat(why).contains("/no-such-program"));
    }

    @Test
    void hasNothingToSayWhenAnAttemptSucceeds() {
        assertThat(Namespace.refusal(List.of("true"))).isEmpty();
    }
}
