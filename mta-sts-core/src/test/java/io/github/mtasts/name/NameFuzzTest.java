package io.github.mtasts.name;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The invariants of a domain name, for any text. */
class NameFuzzTest {
    static Stream<Arguments> seeds() {
        return Stream.concat(NameSamples.GOOD.keySet().stream(), NameSamples.BAD.stream())
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void readsAnyText(byte[] octets) {
        String text = new String(octets, StandardCharsets.UTF_8);
        assertThat(MxHost.parse(text).map(MxHost::name))
                .isEqualTo(PolicyDomain.parse(text).map(PolicyDomain::name));
        PolicyDomain.parse(text).ifPresent(domain -> {
            assertThat(domain.name())
                    .matches("[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
                    .doesNotContain("..");
            assertThat(PolicyDomain.of(domain.name())).isEqualTo(domain);
            assertThat(PolicyDomain.of(domain.name() + ".")).isEqualTo(domain);
        });
    }
}
