package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.NameSamples;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every pattern and host match exactly when their lists of labels do. */
class MxPatternFuzzTest {
    static Stream<Arguments> seeds() {
        return NameSamples.GOOD.keySet().stream()
                .flatMap(name -> Stream.of(name + " " + name, "*." + name + " mx." + name, "*." + name + " " + name))
                .map(text -> Arguments.of((Object) text.getBytes(StandardCharsets.UTF_8)));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void matchesByLabels(byte[] octets) {
        String[] words = new String(octets, StandardCharsets.UTF_8).split(" ", 2);
        MxPattern pattern = MxPattern.read(words[0]);
        MxHost host = MxHost.parse(words[words.length - 1]).orElse(null);
        if (pattern == null || host == null) {
            return;
        }
        assertThat(pattern.matches(host)).isEqualTo(matchesAsLists(pattern.toString(), host.name()));
        assertThat(MxPattern.read(pattern.toString())).isEqualTo(pattern);
    }

    private static boolean matchesAsLists(String pattern, String host) {
        List<String> wanted = Arrays.asList(pattern.split("\\.", -1));
        List<String> labels = Arrays.asList(host.split("\\.", -1));
        return wanted.size() == labels.size()
                && (wanted.get(0).equals("*") || wanted.get(0).equals(labels.get(0)))
                && wanted.subList(1, wanted.size()).equals(labels.subList(1, labels.size()));
    }
}
