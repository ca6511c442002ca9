package io.github.mtasts.tool.postfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.MxServer.ReceivedMessage;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/**
 * Mail goes through a real Exim, which asks the service with the lines of docs/postfix.md. Left out where Exim cannot be had, or no
 * namespaces can be made.
 */
class EximMailTest {
    /** Where Exim finds the service. */
    enum Door {
        PORT,
        UNIX
    }

    @TempDir
    Path folder;

    private DebianPrograms programs;
    private TestNetwork net;
    private ServiceRun service;

    @BeforeEach
    void start() throws Exception {
        assumeThat(Sandbox.missing()).isEmpty();
        Optional<DebianPrograms> found = DebianPrograms.exim();
        assumeThat(found).as("Exim cannot be had").isPresent();
        programs = found.get();
        net = StandardPorts.network();
        Path socket = Files.createDirectories(folder.resolve("exim")).resolve("map.sock");
        service = new ServiceRun(folder, net)
                .with("listen = 127.0.0.1:0, unix:" + socket)
                .with("listen.mode = 0666");
    }

    @AfterEach
    void stop() {
        if (net != null) {
            service.close();
            net.close();
        }
    }

    /** A domain with one MX host and a policy for it. */
    private MxServer domain(String name, String mode) {
        net.publish(name, "A1", TestNetwork.policy(mode, 86_400, "mx." + name));
        return withoutPolicy(name);
    }

    private MxServer withoutPolicy(String name) {
        net.mx(name, "mx." + name);
        return net.mxServer("mx." + name);
    }

    private SendingExim exim(Door door) throws IOException {
        return SendingExim.prepare(
                programs,
                folder.resolve("exim"),
                net.dns().address().getAddress(),
                net.ca().rootPem(),
                door == Door.UNIX
                        ? Sandbox.RUN + "/map.sock"
                        : "inet:127.0.0.1:" + service.address().getPort());
    }

    @ParameterizedTest
    @EnumSource
    void mailToAnEnforcedDomainIsVerifiedOrWaits(Door door) throws Exception {
        MxServer good = domain("good.test", "enforce");
        MxServer wrong = domain("wrong.test", "enforce").certificate(net.ca().issue("elsewhere.test"));
        MxServer plain = domain("plain.test", "enforce").noStartTls();
        MxServer cut = domain("cut.test", "enforce").cutInHandshake();
        net.publish("unnamed.test", "A1", TestNetwork.policy("enforce", 86_400, "mx1.unnamed.test"));
        MxServer unnamed = withoutPolicy("unnamed.test");
        service.start();
        SendingExim exim = exim(door);

        // A policy that is in no memory, and then one that is.
        assertThat(exim.send("a@sender.test", "b@good.test")).contains("=> b@good.test", "CV=yes");
        assertThat(exim.send("a@sender.test", "c@good.test")).contains("=> c@good.test", "CV=yes");
        assertThat(exim.send("a@sender.test", "b@wrong.test"))
                .contains("== b@wrong.test")
                .doesNotContain("=> b");
        assertThat(exim.send("a@sender.test", "b@plain.test"))
                .contains("== b@plain.test")
                .doesNotContain("=> b");
        assertThat(exim.send("a@sender.test", "b@cut.test"))
                .contains("== b@cut.test")
                .doesNotContain("=> b");
        assertThat(exim.send("a@sender.test", "b@unnamed.test"))
                .contains("== b@unnamed.test")
                .doesNotContain("=> b");

        assertThat(good.messages()).hasSize(2).allMatch(ReceivedMessage::tls);
        assertThat(wrong.messages()).isEmpty();
        assertThat(plain.messages()).isEmpty();
        assertThat(cut.messages()).isEmpty();
        assertThat(unnamed.messages()).isEmpty();
    }

    @ParameterizedTest
    @EnumSource
    void mailThatNoPolicyProtectsGoes(Door door) throws Exception {
        MxServer testing =
                domain("testing.test", "testing").certificate(net.ca().issue("elsewhere.test"));
        MxServer none = withoutPolicy("none.test").certificate(net.ca().issue("elsewhere.test"));
        MxServer plain = withoutPolicy("plain.test").noStartTls();
        service.start();
        SendingExim exim = exim(door);

        assertThat(exim.send("a@sender.test", "b@testing.test")).contains("=> b@testing.test");
        assertThat(exim.send("a@sender.test", "b@none.test")).contains("=> b@none.test");
        assertThat(exim.send("a@sender.test", "b@plain.test")).contains("=> b@plain.test");

        assertThat(testing.messages()).hasSize(1).allMatch(ReceivedMessage::tls);
        assertThat(none.messages()).hasSize(1).allMatch(ReceivedMessage::tls);
        assertThat(plain.messages()).hasSize(1).noneMatch(ReceivedMessage::tls);
    }

    /** A message to several domains is delivered domain by domain, each with its own policy. */
    @Test
    void eachDomainOfAMessageHasItsOwnPolicy() throws Exception {
        MxServer shared = net.mxServer("mx.provider.test");
        net.mx("strict.test", "mx.provider.test");
        net.mx("free.test", "mx.provider.test");
        net.publish("strict.test", "A1", TestNetwork.policy("enforce", 86_400, "mx1.strict.test"));
        service.start();

        String log = exim(Door.PORT).send("a@sender.test", "b@free.test", "b@strict.test");

        assertThat(log).contains("=> b@free.test", "== b@strict.test").doesNotContain("=> b@strict.test");
        assertThat(shared.messages()).hasSize(1);
    }

    /** Without an answer Exim does not know whether a policy is to be enforced. */
    @ParameterizedTest
    @EnumSource
    void mailWaitsWhileTheServiceIsDown(Door door) throws Exception {
        MxServer plain = withoutPolicy("plain.test").noStartTls();
        service.start();
        SendingExim exim = exim(door);
        service.stop();

        assertThat(exim.send("a@sender.test", "b@plain.test"))
                .contains("== b@plain.test")
                .doesNotContain("=> b");

        assertThat(plain.messages()).isEmpty();
    }
}
