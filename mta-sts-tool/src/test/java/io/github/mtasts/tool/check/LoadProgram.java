package io.github.mtasts.tool.check;

import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tool.ToolRun;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * Looks at many domains of the test kit, with a session with each MX host, and prints how long that took; servers and command share
 * one process. Argument: how many domains, 1,000 unless given. It fails when any domain has a finding.
 */
final class LoadProgram {
    private LoadProgram() {}

    public static void main(String[] arguments) throws IOException {
        int count = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 1_000;
        Path folder = Files.createTempDirectory("mta-sts-load-");
        try (TestNetwork net = TestNetwork.start()) {
            ServerCertificate mx = net.ca().issue("mx.provider.test");
            net.mxServer("mx.provider.test").certificate(mx);
            net.mx("provider.test", "mx.provider.test");
            for (int i = 0; i < count; i++) {
                String domain = "d" + i + ".test";
                net.mx(domain, "mx.provider.test");
                net.publish(domain, "A1", TestNetwork.policy("enforce", 2_592_000, "mx.provider.test"));
                net.dns().txt("_smtp._tls." + domain, "v=TLSRPTv1; rua=mailto:tls@provider.test");
                net.dns().ttl("_smtp._tls." + domain, 3_600);
            }
            String list =
                    IntStream.range(0, count).mapToObj(i -> "d" + i + ".test").collect(Collectors.joining("\n"));
            Instant start = Instant.now();
            ToolRun.Result result = new ToolRun(folder).within(net).input(list).run("check", "--probe", "--json", "-");
            Duration time = Duration.between(start, Instant.now());
            System.out.printf(
                    "%d domains, %d findings, %d protected, status %d, %.1f s%n",
                    result.values("domain").size(),
                    result.values("rule").size(),
                    result.values("verdict").stream()
                            .filter("protected"::equals)
                            .count(),
                    result.status(),
                    time.toMillis() / 1000.0);
            if (result.status() != 0 || !result.values("rule").isEmpty()) {
                System.out.println(result.err());
                System.out.println(result.values("rule").stream().distinct().toList());
                result.values("sentence").stream()
                        .filter(each -> !each.startsWith("Mail is"))
                        .limit(5)
                        .forEach(System.out::println);
                System.exit(1);
            }
        }
    }
}
