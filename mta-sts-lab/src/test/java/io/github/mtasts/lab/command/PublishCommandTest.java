package io.github.mtasts.lab.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
import io.github.mtasts.lab.report.LeftOut;
import io.github.mtasts.lab.report.ResultFile;
import io.github.mtasts.lab.run.Result;
import io.github.mtasts.lab.run.Trial;
import io.github.mtasts.lab.sender.SmtpDialogue;
import io.github.mtasts.lab.sender.external.ExternalServer;
import io.github.mtasts.testkit.RealAddresses;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.xbill.DNS.ARecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.MXRecord;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.Type;

/** Only Linux listens on all addresses of 127.0.0.0/8 without configuration. */
@EnabledOnOs(OS.LINUX)
class PublishCommandTest {
    private static final Pattern MESSAGE =
            Pattern.compile("send one message from <(.*)> to <(.*)> that says \"(.*)\"", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private RealAddresses addresses;
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void findPorts() {
        InetAddress first = Loopback.address(
                127,
                ThreadLocalRandom.current().nextInt(1, 255),
                ThreadLocalRandom.current().nextInt(1, 255),
                1);
        addresses = RealAddresses.onFreePorts(first);
    }

    /** The operator of a server without TLS, which finds the host through the lab's DNS server. */
    private void operate(String what) throws IOException {
        asked.add(what);
        Matcher message = MESSAGE.matcher(what);
        if (!message.find()) {
            return;
        }
        String domain = message.group(2).substring(message.group(2).indexOf('@') + 1);
        Name host = ((MXRecord) ask(Name.fromString(domain + "."), Type.MX)).getTarget();
        InetAddress address = ((ARecord) ask(host, Type.A)).getAddress();
        try (Socket socket = new Socket(address, addresses.smtpPort())) {
            SmtpDialogue smtp = new SmtpDialogue(socket);
            smtp.reply();
            smtp.command("EHLO external.test");
            assertThat(smtp.message(message.group(1), message.group(2), message.group(3))
                            .isTaken())
                    .isTrue();
        }
    }

    private Record ask(Name name, int type) throws IOException {
        SimpleResolver resolver = new SimpleResolver(addresses.dns());
        resolver.setTimeout(Duration.ofMinutes(2));
        return resolver.send(Message.newQuery(Record.newRecord(name, type, DClass.IN)))
                .getSection(Section.ANSWER)
                .get(0);
    }

    @Test
    void aServerOutsideIsDrivenByItsOperatorAndJudgedByWhatWasSeen() throws Exception {
        Path root = folder.resolve("root.pem");
        ExternalServer server = new ExternalServer(addresses, root, Set.of(Ability.DISCOVERY), this::operate);
        Result leaked =
                Trial.run(Catalogue.startingWith(List.of("starttls-stripped")).get(0), server);
        assertThat(leaked.verdict()).isEqualTo(Verdict.LEAKED);
        assertThat(asked.get(0)).startsWith("start from scratch");
        assertThat(asked).anyMatch(what -> what.startsWith("run the queue"));
        assertThat(asked).anyMatch(what -> what.startsWith("wait until the server acts as it would after 120 minutes"));
        assertThat(asked)
                .anyMatch(what -> what.startsWith("configure this policy, which target.test has published")
                        && what.contains("mode: enforce"));
        String before = Files.readString(root);

        Result safe = Trial.run(Catalogue.startingWith(List.of("none-stripped")).get(0), server);
        assertThat(safe.verdict()).isEqualTo(Verdict.SAFE);
        assertThat(Files.readString(root)).as("trusted once and for all").isEqualTo(before);
    }

    private final StringWriter said = new StringWriter();
    private final StringWriter errors = new StringWriter();

    private int publish(String input, String... more) {
        var line = Main.commandLine(new PrintWriter(said, true), new BufferedReader(new StringReader(input)));
        line.setErr(new PrintWriter(errors, true)).setOut(new PrintWriter(said, true));
        List<String> arguments = new ArrayList<>(List.of(
                "publish",
                "--dns",
                addresses.dns().getAddress().getHostAddress(),
                "--dns-port",
                Integer.toString(addresses.dns().getPort()),
                "--hosts",
                addresses.firstHost().getHostAddress(),
                "--smtp-port",
                Integer.toString(addresses.smtpPort()),
                "--https-port",
                Integer.toString(addresses.httpsPort()),
                "--http-port",
                Integer.toString(addresses.httpPort()),
                "--root",
                folder.resolve("root.pem").toString()));
        arguments.addAll(List.of(more));
        return line.setOverwrittenOptionsAllowed(true).execute(arguments.toArray(String[]::new));
    }

    @Test
    void tellsHowToPointAServerAtTheLabAndEndsWhenNobodyIsThere() throws Exception {
        Path json = folder.resolve("results.json");
        assertThat(publish("\n", "--only", "starttls-stripped,starttls-454", "--json", json.toString()))
                .isEqualTo(3);
        assertThat(said.toString())
                .contains(
                        "port " + addresses.dns().getPort(),
                        "MX hosts              port " + addresses.smtpPort(),
                        "port " + addresses.httpPort() + " of crl.ca.test and ocsp.ca.test",
                        folder.resolve("root.pem").toString(),
                        "> Please start from scratch",
                        "1/2  starttls-stripped             broke off     the input has ended",
                        "broke off, not counted: 2")
                .doesNotContain("2/2")
                .endsWith("0 scenarios: 0 safe, 0 leaked, 0 bounced, 0 over-blocked, 0 unreported"
                        + System.lineSeparator());
        assertThat(errors.toString()).contains("the input has ended").hasLineCount(1);
        assertThat(ResultFile.read(json).get(0).leftOut())
                .extracting(LeftOut::id, LeftOut::why)
                .containsExactly(
                        tuple("starttls-stripped", "broke off: the input has ended"),
                        tuple("starttls-454", "broke off: the run ended before its turn"));
    }

    @Test
    void saysWhichAddressIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(addresses.smtpPort())) {
            assertThat(publish("")).isEqualTo(3);
            assertThat(errors.toString())
                    .startsWith("the run ended early: cannot listen at ")
                    .contains(":" + taken.getLocalPort() + ": Address already in use")
                    .hasLineCount(1);
        }
        errors.getBuffer().setLength(0);
        try (DatagramSocket taken = new DatagramSocket(addresses.dns())) {
            assertThat(publish("")).isEqualTo(3);
            assertThat(errors.toString())
                    .startsWith("the run ended early: cannot listen at " + taken.getLocalSocketAddress() + ": ")
                    .hasLineCount(1);
        }
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void saysWhichArgumentIsWrong() {
        assertThat(publish("", "--dns-port", "99999")).isEqualTo(2);
        assertThat(errors.toString())
                .contains("--dns-port", "99999 is not a port")
                .hasLineCount(1);
        assertThat(publish("", "--smtp-port", "smtp")).isEqualTo(2);
        assertThat(errors.toString())
                .contains("--smtp-port", "smtp is not a port")
                .hasLineCount(2);
        assertThat(publish("", "--root", folder.toString())).isEqualTo(2);
        assertThat(errors.toString())
                .contains("--root", folder + " is a folder")
                .hasLineCount(3);
        assertThat(publish("", "--hosts", "::1")).isEqualTo(2);
        assertThat(errors.toString()).contains("--hosts cannot be used", "IPv4").hasLineCount(4);
        assertThat(said.toString()).isEmpty();
    }

    @Test
    void hasTheAbilitiesThatAnOperatorCanServe() {
        assertThat(publish("", "--does", "DISCOVERY,CLOCK")).isEqualTo(2);
        assertThat(errors.toString())
                .endsWith(
                        "CLOCK is not a possible ability here: DISCOVERY, COMPARISON, OPERATOR_RULES, RESTART, REVOCATION"
                                + System.lineSeparator())
                .hasLineCount(1);
        assertThat(publish("", "--help")).isZero();
        assertThat(said.toString()).contains("REVOCATION").doesNotContain("CLOCK", "REPORTS");
    }
}
