package io.github.mtasts.tool.publish;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DelegationFileTest {
    private static final int MOST = 1_000;

    @TempDir
    private Path folder;

    /** Otherwise a later file that is refused would bring back what the operator gave up long before. */
    @Test
    void delegationsThatWereTakenOutOfTheSettingsAreForgotten() throws IOException {
        AcceptedPolicies accepted = AcceptedPolicies.in(folder.resolve("accepted"));
        ServiceLog log = new ServiceLog(new PrintWriter(new StringWriter()), false, Clock.systemUTC());
        Path file = Files.writeString(folder.resolve("delegations"), "customer.test a.test\n");
        new DelegationFile(file, accepted, log).look();
        assertThat(accepted.delegations(MOST)).contains("customer.test a.test\n");

        new DelegationFile(null, accepted, log).look();

        assertThat(accepted.delegations(MOST)).isEmpty();
    }
}
