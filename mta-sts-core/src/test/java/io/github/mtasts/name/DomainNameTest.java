package io.github.mtasts.name;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Text becomes a Policy Domain or an MX host in only one way. */
class DomainNameTest {
    static Stream<Arguments> good() {
        return NameSamples.GOOD.entrySet().stream().map(entry -> Arguments.of(entry.getKey(), entry.getValue()));
    }

    static Stream<String> bad() {
        return NameSamples.BAD.stream();
    }

    @ParameterizedTest
    @MethodSource("good")
    @Tag("STS-4.1-04")
    @Tag("STS-4.1-05")
    void readsNames(String text, String name) {
        assertThat(PolicyDomain.parse(text)).map(PolicyDomain::name).contains(name);
        assertThat(MxHost.parse(text)).map(MxHost::name).contains(name);
        assertThat(PolicyDomain.of(text)).isEqualTo(PolicyDomain.of(name)).hasSameHashCodeAs(PolicyDomain.of(name));
        assertThat(MxHost.of(text)).isEqualTo(MxHost.of(name)).hasSameHashCodeAs(MxHost.of(name));
    }

    /** The samples include text that is dangerous as a file name, on a command line or in a log. */
    @ParameterizedTest
    @MethodSource("bad")
    void refusesWhatIsNoName(String text) {
        assertThat(PolicyDomain.parse(text)).isEmpty();
        assertThat(MxHost.parse(text)).isEmpty();
    }

    @Test
    void namesTheTextThatIsNoDomain() {
        assertThatThrownBy(() -> PolicyDomain.of("a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"a b\" is not a domain name: expected labels");
        assertThatThrownBy(() -> MxHost.of("a b"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"a b\" is not a domain name: expected labels");
    }

    @Test
    void ordersByName() {
        assertThat(PolicyDomain.of("a.example"))
                .isLessThan(PolicyDomain.of("B.example"))
                .hasToString("a.example");
        assertThat(MxHost.of("a.example")).isLessThan(MxHost.of("B.example")).hasToString("a.example");
    }
}
