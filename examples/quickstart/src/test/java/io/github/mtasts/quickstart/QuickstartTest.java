package io.github.mtasts.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class QuickstartTest {
    private final ByteArrayOutputStream out = new ByteArrayOutputStream();
    private final ByteArrayOutputStream err = new ByteArrayOutputStream();
    private final Console console = new Console(
            new PrintStream(out, true, StandardCharsets.UTF_8), new PrintStream(err, true, StandardCharsets.UTF_8));

    @Test
    void leaksNoEnforcedBodyAndShowsThatTheAttacksWork() {
        assertThat(run()).isZero();
        assertThat(lines(out))
                .filteredOn(line -> line.contains(" enforce "))
                .hasSize(10)
                .allSatisfy(line -> assertThat(line).containsPattern("(sent|deferred 4\\.7\\.5) +no "));
        assertThat(lines(out))
                .filteredOn(line -> line.contains(" require TLS ") || line.contains(" reject: "))
                .hasSize(10)
                .allSatisfy(line -> assertThat(line).doesNotContain("clear,"));
        assertThat(total())
                .isEqualTo("14 domains: 7 sent, 7 deferred; enforced bodies seen by others: 0;"
                        + " with policies ignored: 8 of 8 attacks read the body");
    }

    @Test
    void fitsATerminalOfAHundredColumns() {
        assertThat(run()).isZero();
        assertThat(lines(out)).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(100));
        assertThat(lines(out).get(0)).startsWith("Sending mail on loopback");
    }

    @Test
    void remembersInAFileWhatNoPolicyHostTellsAnyLonger(@TempDir Path folder) {
        String state = "--state=" + folder.resolve("state");
        assertThat(run(state)).isZero();
        assertThat(lines(out))
                .anyMatch(line -> line.matches("\\d+ policies are kept in .*policies.db; in the next run.*"));
        String total = total();
        out.reset();

        assertThat(run(state)).isZero();
        assertThat(lines(out))
                .anyMatch(line ->
                        line.matches("\\d+ policies came from .*; the policy hosts and _mta-sts records were down"));
        assertThat(total()).isEqualTo(total).startsWith("14 domains: 7 sent, 7 deferred");
    }

    private String total() {
        return lines(out).stream()
                .dropWhile(line -> !line.startsWith("14 domains"))
                .limit(2)
                .collect(Collectors.joining(" "));
    }

    @Test
    void showsTheReportsOfItsRunAndReadsThemBack(@TempDir Path folder) throws IOException {
        Path reports = folder.resolve("reports");
        assertThat(run("--reports=" + reports)).isZero();
        String shown = out.toString(StandardCharsets.UTF_8);
        assertThat(shown)
                .containsPattern("stripped.example +sts +0 +1 +starttls-not-supported")
                .containsPattern("plain.example +no-policy-found +1 +0")
                .contains("\"organization-name\":\"Sender Ltd\"")
                .contains("files were written to " + reports);
        assertThat(reports.toFile().list())
                .filteredOn(name -> name.endsWith(".json"))
                .hasSize(14);
        assertThat(reports.toFile().list()).anyMatch(name -> name.endsWith(".eml"));
        out.reset();

        Path page = folder.resolve("page.html");
        assertThat(run("read", reports.toString(), "--html=" + page)).isZero();
        assertThat(out.toString(StandardCharsets.UTF_8))
                .startsWith("14 reports about 14 domains\n")
                .contains("stripped.example: not yet ready")
                .contains("starttls-not-supported at mx.stripped.example in 1 session, last on")
                .contains("Skipped 7 mail files: the same report is in the JSON file beside each.");
        assertThat(page).content().contains("<svg");
        assertThat(lines(err)).isEmpty();
        assertThat(run("read", folder.resolve("nothing").toString())).isNotZero();
    }

    /** Otherwise a mistyped name would mean all domains, and an unwritable page would be the fault of the folder. */
    @Test
    void saysWhatIsWrongWithTheArgumentsOfRead(@TempDir Path folder) {
        assertThat(run("read", folder.toString(), "--domain=exa_mple..com")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(lines(err)).containsExactly("--domain exa_mple..com is not a domain name");
        err.reset();
        Path page = folder.resolve("none").resolve("page.html");
        assertThat(run("read", folder.toString(), "--html=" + page)).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(lines(err)).containsExactly("the page cannot be written: " + page);
        err.reset();
        Path none = folder.resolve("none");
        assertThat(run("read", none.toString())).isEqualTo(CommandLine.ExitCode.SOFTWARE);
        assertThat(lines(err)).containsExactly(none + " cannot be read: " + none);
    }

    @Test
    void showsTheSummaryThenWhatItLeftOutByCause(@TempDir Path folder) throws IOException {
        assertThat(run("--reports=" + folder)).isZero();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path json :
                    files.filter(file -> file.toString().endsWith(".json")).toList()) {
                Files.delete(json);
            }
        }
        Files.writeString(folder.resolve("notes.txt"), "hello");
        out.reset();
        try (TestNetwork net = TestNetwork.start()) {
            Supplier<DnsResolver> dns =
                    () -> DnsResolver.builder().server(net.dns().address()).build();
            Console oneStream = new Console(console.out(), console.out());
            assertThat(new CommandLine(new ReadReports(dns, oneStream)).execute(folder.toString()))
                    .isZero();
            assertThat(lines(out).get(0)).startsWith("0 reports about 0 domains");
            assertThat(lines(out))
                    .contains("Left out, not JSON, or cut off: 1")
                    .anyMatch(line -> line.matches("Left out, mail .* DKIM signature.*: 7"))
                    .contains("  and 2 more")
                    .anyMatch(line -> line.startsWith("  notes.txt: "))
                    .noneMatch(line -> line.contains("SIGNATURE"));

            out.reset();
            assertThat(new CommandLine(new ReadReports(dns, oneStream))
                            .execute(folder.toString(), "--accept-unverified"))
                    .isZero();
            assertThat(lines(out).get(0)).startsWith("7 reports about 7 domains");
        }
    }

    @Test
    void saysWhatIsMissingForAProbe() {
        assertThat(run("--probe")).isEqualTo(CommandLine.ExitCode.USAGE);
        assertThat(lines(err)).singleElement().asString().startsWith("--probe needs domains");
    }

    @Test
    void asksAboutDomainsWithoutSendingAnything() throws Exception {
        try (TestNetwork net = TestNetwork.start()) {
            net.mx("good.example", "mx.good.example").mxServer("mx.good.example");
            net.publish("good.example", "id1", TestNetwork.policy("enforce", 86_400, "mx.good.example"));
            net.mx("bad.example", "mx.bad.example").mxServer("mx.bad.example").noStartTls();
            net.publish("bad.example", "id1", TestNetwork.policy("enforce", 86_400, "mx.bad.example"));
            net.mx("forged.example", "mx.evil.example").mxServer("mx.evil.example");
            net.publish("forged.example", "id1", TestNetwork.policy("enforce", 86_400, "mx.forged.example"));
            net.dns().nullMx("null.example");
            ServerCertificate own = net.ca().selfSigned("nobody.example");
            net.mx("signed.example", "mx.signed.example")
                    .mxServer("mx.signed.example")
                    .certificate(own);
            net.dns().tlsa("_25._tcp.mx.signed.example", 3, 0, 0, own.leaf().getEncoded());

            int status = realDomains(net, true)
                    .show(List.of("good.example", "bad.example", "forged.example", "null.example", "signed.example"));

            assertThat(status).isZero();
            assertThat(lines(out))
                    .anyMatch(line -> line.matches("good.example .*require TLS +TLSv1.3, validated"))
                    .anyMatch(line -> line.matches("bad.example .*require TLS +starttls-not-supported"))
                    .anyMatch(line -> line.matches("forged.example .*reject: not in the policy +-"))
                    .anyMatch(line -> line.matches("signed.example .*DANE +TLSv1.3, DANE"))
                    .anyMatch(line -> line.matches("null.example .*accepts no mail \\(null MX\\).*"));
            assertThat(net.mxServer("mx.good.example").awaitIdle(Duration.ofMinutes(2)))
                    .isTrue();
            assertThat(net.mxServer("mx.good.example").messages()).isEmpty();
            assertThat(net.mxServer("mx.good.example").sessions())
                    .singleElement()
                    .satisfies(session -> assertThat(session.commands()).last().isEqualTo("QUIT"));
        }
    }

    @Test
    void saysInASentenceThatTheDnsDoesNotAnswer() {
        try (TestNetwork net = TestNetwork.start()) {
            net.dns().servfail("lost.example");
            assertThat(realDomains(net, false).show(List.of("lost.example", "not a domain")))
                    .isNotZero();
            assertThat(lines(err)).hasSize(2);
            assertThat(lines(err).get(0)).startsWith("the DNS gave no answer about lost.example");
            assertThat(lines(err).get(1)).isEqualTo("\"not a domain\" is not a domain name");
        }
    }

    private RealDomains realDomains(TestNetwork net, boolean probe) {
        net.dns().dnssec().sign("signed.example");
        return new RealDomains(
                probe,
                null,
                () -> DnsResolver.builder().server(net.dns().address()).build(),
                () -> DnssecResolver.builder()
                        .server(net.dns().address())
                        .trustAnchors(net.dns().dnssec().trustAnchors())
                        .clock(net.clock())
                        .build(),
                net.sockets(),
                builder -> builder.trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                        .socketFactory(net.sockets()),
                console);
    }

    private int run(String... arguments) {
        return Quickstart.commandLine(console).execute(arguments);
    }

    private static List<String> lines(ByteArrayOutputStream stream) {
        return stream.toString(StandardCharsets.UTF_8).lines().toList();
    }
}
