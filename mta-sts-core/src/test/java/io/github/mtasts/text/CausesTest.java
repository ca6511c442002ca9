package io.github.mtasts.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class CausesTest {
    @Test
    void beginsOutsideAndEndsInside() {
        Throwable inside = new IOException("inside");
        Throwable outside = new IllegalStateException(inside);
        assertThat(Causes.of(outside)).containsExactly(outside, inside);
        assertThat(Causes.innermost(outside)).isSameAs(inside);
        assertThat(Causes.innermost(inside)).isSameAs(inside);
        assertThat(Causes.of(null)).isEmpty();
    }

    @Test
    void endsWhereAChainLeadsBackToItsBeginning() {
        Throwable first = new IOException("first");
        first.initCause(new IOException("second", first));
        assertThat(Causes.of(first)).hasSize(10);
    }
}
