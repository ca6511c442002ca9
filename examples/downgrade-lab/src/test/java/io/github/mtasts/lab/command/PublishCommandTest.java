package io.github.mtasts.lab.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.catalogue.Catalogue;
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
import java.net.InetAddress;
import java.net.InetSocketAddress;
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

/** Only Linux listens at every address of 127.0.0.0/8 as it comes. */
@EnabledOnOs(OS.LINUX)
class PublishCommandTest {
    private static final Pattern MESSAGE =
            Pattern.compile("send one message from <(.*)> to <(.*)> that says \"(.*)\"", Pattern.DOTALL);

    @TempDir
    private Path folder;

    private RealAddresses addresses;
    private final List<String> asked = new ArrayList<>();

    @BeforeEach
    void findPorts() throws IOException {
        InetAddress first = Loopback.address(
                127,
                ThreadLocalRandom.current().nextInt(1, 255),
                ThreadLocalRandom.current().nextInt(1, 255),
                1);
        try (ServerSocket smtp = new ServerSocket(0);
                ServerSocket https = new ServerSocket(0);
                ServerSocket http = new ServerSocket(0);
                ServerSocket dns = new ServerSocket(0)) {
            addresses = new RealAddresses(
                    new InetSocketAddress(first, dns.getLocalPort()),
                    first,
                    smtp.getLocalPort(),
                    https.getLocalPort(),
                    http.getLocalPort());
        }
    }

    /** The operator of a server that does without TLS: it finds the host through the lab's DNS, and sends. */
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
        resolver.setTimeout(Duration.ofSeconds(10));
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
        assertThat(asked.get(0)).startsWith("begin anew");
        assertThat(asked).anyMatch(what -> what.startsWith("run the queue"));
        assertThat(asked).anyMatch(what -> what.contains("mode: enforce"));
        String before = Files.readString(root);

        Result safe = Trial.run(Catalogue.startingWith(List.of("none-stripped")).get(0), server);
        assertThat(safe.verdict()).isEqualTo(Verdict.SAFE);
        assertThat(Files.readString(root)).as("trusted once and for all").isEqualTo(before);
    }

    @Test
    void tellsHowToPointAServerAtTheLabAndEndsWhenNobodyIsThere() {
        StringWriter said = new StringWriter();
        StringWriter complained = new StringWriter();
        var line = Main.commandLine(new PrintWriter(said, true), new BufferedReader(new StringReader("\n")));
        line.setErr(new PrintWriter(complained, true));
        int status = line.execute(
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
                folder.resolve("root.pem").toString(),
                "--only",
                "starttls-stripped");
        assertThat(status).isEqualTo(1);
        assertThat(said.toString())
                .contains(
                        "port " + addresses.dns().getPort(),
                        "MX hosts              port " + addresses.smtpPort(),
                        folder.resolve("root.pem").toString(),
                        "> Please begin anew");
        assertThat(complained.toString()).contains("the input has ended");
    }
}
