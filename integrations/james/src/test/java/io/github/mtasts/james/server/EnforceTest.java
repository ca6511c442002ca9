package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.InetAddress;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Domains with an enforce policy: cases 1, 2 and 3. */
class EnforceTest extends Deliveries {
    private static final int FIRST_DELAY_SECONDS = 300;
    private static final int SECOND_DELAY_SECONDS = 3600;

    EnforceTest() throws IOException, InterruptedException {}

    @Override
    JamesHome configure(JamesHome home, Network around) {
        return home.option("delayTime", "5 minutes, 1 hour, 20*2 hours");
    }

    @ParameterizedTest
    @EnumSource
    void holdsMailBackUntilTheHostIsRepaired(Fault fault) throws Exception {
        String domain = network().domain(fault.name(), "enforce", 1);
        MxServer server = network().mx(domain, 1);
        Runnable mend = fault.applyTo(server, network().kit());
        String canary = canary();
        long before = counted("failure");
        String name = send(canary, domain);
        Known waiting = heldBack(name, canary, 1, server);
        assertThat(waiting.attribute("delivery-error"))
                .contains(server.name())
                .contains(fault == Fault.GREETING_554 ? "4.3.2" : "4.7.");
        assertThat(waiting.delaySeconds()).isBetween(0L, (long) FIRST_DELAY_SECONDS);
        assertThat(counted("failure")).isGreaterThan(before);

        james().flush();
        waiting = heldBack(name, canary, 2, server);
        assertThat(waiting.delaySeconds()).isBetween((long) FIRST_DELAY_SECONDS + 1, (long) SECOND_DELAY_SECONDS);

        mend.run();
        james().flush();
        assertThat(received(server, canary).tls()).isTrue();
        assertThat(james().settled()).isEmpty();
        assertThat(server.messages()).hasSize(1);
        assertThat(bounces(canary)).isEmpty();
    }

    @Test
    void sendsNothingToAHostOutsideThePolicy() throws Exception {
        String domain = network().domain("outside", "enforce", 1);
        network().publish(domain, "2", "enforce", "other." + domain);
        MxServer server = network().mx(domain, 1);
        String canary = canary();
        long before = counted("failure");
        String name = send(canary, domain);
        heldBack(name, canary, 1, server);
        assertThat(server.sessions()).isEmpty();
        assertThat(counted("failure")).isGreaterThan(before);

        network().publish(domain, "3", "enforce", server.name());
        // The id is compared after the deferral, or when ten minutes have passed.
        james().property("testkit.clock.seconds", "600");
        untilReceived(server, canary);
    }

    @Test
    void holdsMailBackWhenEveryHostIsBad() throws Exception {
        String domain = network().domain("all-bad", "enforce", 3);
        MxServer first = network().mx(domain, 1).noStartTls();
        MxServer second = network().mx(domain, 2).startTlsReply("454 4.7.0 no");
        MxServer third =
                network().mx(domain, 3).certificate(network().kit().ca().expired("mx3." + domain));
        String canary = canary();
        String name = send(canary, domain);
        heldBack(name, canary, 1, first, second, third);
        assertThat(first.sessions()).isNotEmpty();
        assertThat(second.sessions()).isNotEmpty();
        assertThat(third.sessions()).isNotEmpty();
        third.reset();
        james().flush();
        received(third, canary);
    }

    @ParameterizedTest
    @EnumSource
    void deliversByTheSecondHostInTheSameAttempt(Fault fault) throws Exception {
        String domain = network().domain("second-" + fault.name().toLowerCase(Locale.ROOT), "enforce", 2);
        MxServer first = network().mx(domain, 1);
        MxServer second = network().mx(domain, 2);
        fault.applyTo(first, network().kit());
        String canary = canary();
        send(canary, domain);
        assertThat(received(second, canary).tls()).isTrue();
        notGiven(canary, first);
        assertThat(network().kit().connections()).contains(first.address());
        assertThat(james().settled()).isEmpty();
    }

    @Test
    void deliversByTheSecondAddressOfAHost() throws Exception {
        String domain = network().domain("dead-address", "enforce", 1);
        MxServer server = network().mx(domain, 1);
        String live = server.address().getAddress().getHostAddress();
        network().kit().dns().a(server.name(), dead(), live);
        for (int i = 0; i < 3; i++) {
            String canary = canary();
            send(canary, domain);
            assertThat(received(server, canary).tls()).isTrue();
        }
    }

    private static String dead() throws IOException {
        // Nothing listens there: the hosts of the tests begin elsewhere.
        return InetAddress.getByAddress(new byte[] {127, (byte) 254, (byte) 254, (byte) 254})
                .getHostAddress();
    }

    @Test
    void reachesAHostThatHasAnIpv6AddressOnly() throws Exception {
        String domain = network().domain("ipv6", "enforce", 1);
        MxServer server = network().mx(domain, 1);
        byte[] v4 = server.address().getAddress().getAddress();
        network().kit().dns().noData(server.name(), "A");
        network()
                .kit()
                .dns()
                .aaaa(
                        server.name(),
                        String.format(
                                "2001:db8::%02x%02x:%02x%02x", v4[0] & 255, v4[1] & 255, v4[2] & 255, v4[3] & 255));
        String canary = canary();
        send(canary, domain);
        assertThat(received(server, canary).tls()).isTrue();
    }

    @Test
    void usesANewPolicyAtTheRetry() throws Exception {
        String domain = network().domain("new-id", "enforce", 2);
        MxServer second = network().mx(domain, 2);
        network().kit().mx(domain, second.name());
        network().publish(domain, "1", "enforce", "mx1." + domain);
        String canary = canary();
        String name = send(canary, domain);
        heldBack(name, canary, 1, second);
        network().kit().publish(domain, "2", TestNetwork.policy("enforce", Network.WEEK, second.name()));
        untilReceived(second, canary);
    }

    private void untilReceived(MxServer server, String canary) throws InterruptedException {
        james().await(canary + " at " + server.name(), () -> {
            james().flush();
            return server.messages().stream().anyMatch(one -> one.body().contains(canary));
        });
        assertThat(james().settled()).isEmpty();
    }
}
