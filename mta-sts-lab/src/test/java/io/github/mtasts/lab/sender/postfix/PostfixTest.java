package io.github.mtasts.lab.sender.postfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.lab.command.Main;
import io.github.mtasts.lab.report.ResultFile;
import io.github.mtasts.lab.report.Row;
import io.github.mtasts.lab.report.SenderResult;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs where Postfix is installed, as root; elsewhere it says that it was left out. */
class PostfixTest {
    @TempDir
    private Path folder;

    @BeforeEach
    void onlyWherePostfixIs() {
        assumeTrue(
                Postfix.missing().isEmpty(),
                () -> "left out: " + Postfix.missing().orElse(""));
    }

    private List<Row> rows(String sender, int status, String only) throws Exception {
        Path json = folder.resolve(sender + ".json");
        List<String> arguments = List.of("--inside", "--sender", sender, "--only", only, "--json", json.toString());
        assertThat(Namespace.run(Main.class, arguments)).isEqualTo(status);
        SenderResult result = ResultFile.read(json).get(0);
        assertThat(result.sender()).isEqualTo(sender);
        assertThat(result.leftOut())
                .extracting(one -> one.why())
                .allMatch(why -> why.contains("follows the lab's clock"));
        return result.rows();
    }

    @Test
    void leaksWithoutPolicies() throws Exception {
        assertThat(rows("postfix", 1, "starttls-stripped,none-stripped"))
                .extracting(Row::id, Row::verdict)
                .containsExactly(tuple("starttls-stripped", "leaked"), tuple("none-stripped", "safe"));
    }

    @Test
    void isSafeFromStrippingWithAPolicyMap() throws Exception {
        assertThat(rows("postfix-policy", 0, "starttls-stripped,certificate-expired,broken-for-good"))
                .extracting(Row::verdict)
                .containsExactly("safe", "safe");
    }
}
