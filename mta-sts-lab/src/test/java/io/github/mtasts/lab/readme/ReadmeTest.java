package io.github.mtasts.lab.readme;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.report.ControlsTable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** With {@code -Dlab.write=true} the table is written and not compared. */
class ReadmeTest {
    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- controls:begin -->\n";
    private static final String END = "<!-- controls:end -->\n";

    @Test
    void theSampleIsTheOneThatRuns() throws IOException {
        String sample = Files.readString(Path.of("src/test/java/io/github/mtasts/lab/readme/ReadmeSampleTest.java"));
        assertThat(Files.readString(README)).contains(sample.substring(sample.indexOf("class ReadmeSampleTest")));
    }

    @Test
    void theScenarioIsOneOfTheCatalogue() throws IOException {
        String readme = Files.readString(README);
        String scenario = readme.substring(readme.indexOf("scenario(\"second-attempt\""));
        scenario = scenario.substring(0, scenario.indexOf("```"))
                .replaceAll("\\s+", " ")
                .strip();
        String source = Files.readString(Path.of("src/main/java/io/github/mtasts/lab/catalogue/BeforeTls.java"));
        assertThat(source.replaceAll("\\s+", " ")).contains(scenario);
    }

    @Test
    void theTableIsThatOfTheCatalogue() throws IOException {
        String readme = Files.readString(README);
        int begin = readme.indexOf(BEGIN) + BEGIN.length();
        int end = readme.indexOf(END);
        assertThat(end).isGreaterThanOrEqualTo(begin);
        String table = "\n" + ControlsTable.of(Catalogue.scenarios());
        if (Boolean.getBoolean("lab.write")) {
            Files.writeString(README, readme.substring(0, begin) + table + readme.substring(end));
        } else {
            assertThat(readme.substring(begin, end)).isEqualTo(table);
        }
    }
}
