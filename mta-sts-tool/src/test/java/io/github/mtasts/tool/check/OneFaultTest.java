package io.github.mtasts.tool.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.GoodDomain;
import io.github.mtasts.tool.ToolRun;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A domain with one fault: exactly one finding names it. A domain without a fault has no finding. */
@ExtendWith(TestNetworkExtension.class)
class OneFaultTest {
    @TempDir
    Path folder;

    @Test
    void findsNothingInADomainWithoutAFault(TestNetwork net) throws IOException {
        new GoodDomain(net);

        ToolRun.Result result = new ToolRun(folder).within(net).run("check", "--probe", "--json", GoodDomain.NAME);

        assertThat(result.err()).isEmpty();
        assertThat(result.values("rule")).as(result.out()).isEmpty();
        assertThat(result.values("verdict")).containsExactly("protected");
        assertThat(result.status()).isZero();
    }

    @ParameterizedTest
    @MethodSource("faults")
    void namesTheFaultWithOneFinding(Faults.Fault fault, TestNetwork net) throws IOException {
        fault.make().accept(new GoodDomain(net));

        ToolRun.Result result = new ToolRun(folder).within(net).run("check", "--probe", "--json", GoodDomain.NAME);

        assertThat(result.values("rule")).as(result.out()).containsExactly(fault.rule());
        assertThat(result.values("advice")).allMatch(advice -> !advice.isBlank());
    }

    static List<Faults.Fault> faults() {
        return Faults.all();
    }
}
