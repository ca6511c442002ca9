package io.github.mtasts.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What the code refers to must be in the repository. */
class CitationsTest {
    private static final Path ROOT = Reactor.root();
    private static final Pattern DECISION = Pattern.compile("\\bD\\d\\d\\b");
    private static final Pattern ANCHOR = Pattern.compile("<a id=\"(d\\d\\d)\"></a>");
    private static final Pattern NUMBERED_PITFALL = Pattern.compile("(?i)\\bpitfalls?\\s+\\d");

    @Test
    void everyDecisionThatTheCodeOrARowCitesHasAnAnchor() throws IOException {
        List<String> anchors = matches(ANCHOR, ROOT.resolve("docs/conformance/README.md")).stream()
                .map(anchor -> anchor.group(1))
                .toList();
        List<Path> citing = new ArrayList<>(JavaSources.below(ROOT, "/src/main/java/"));
        for (String rfc : Matrix.RFCS) {
            citing.add(ROOT.resolve("docs/conformance/rfc" + rfc + ".csv"));
        }

        List<String> unknown = new ArrayList<>();
        for (Path file : citing) {
            matches(DECISION, file).stream()
                    .map(MatchResult::group)
                    .filter(decision -> !anchors.contains(decision.toLowerCase(Locale.ROOT)))
                    .forEach(decision -> unknown.add(ROOT.relativize(file) + ": " + decision));
        }

        assertThat(anchors).isNotEmpty().doesNotHaveDuplicates();
        assertThat(unknown).isEmpty();
    }

    /** The numbers would refer to a list that is not in the repository; a comment says the mistake itself. */
    @Test
    void theCodeCitesNoNumberedPitfalls() throws IOException {
        List<Path> citing = new ArrayList<>();
        for (Path file : JavaSources.below(ROOT, "/src/")) {
            if (!matches(NUMBERED_PITFALL, file).isEmpty()) {
                citing.add(ROOT.relativize(file));
            }
        }

        assertThat(citing).isEmpty();
    }

    private static List<MatchResult> matches(Pattern pattern, Path file) throws IOException {
        return pattern.matcher(Files.readString(file)).results().toList();
    }
}
