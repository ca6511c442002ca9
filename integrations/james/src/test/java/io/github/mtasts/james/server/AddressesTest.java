package io.github.mtasts.james.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.MxServer;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Domains whose DNS names no host, or no longer: case 5. */
class AddressesTest extends Deliveries {
    AddressesTest() throws IOException, InterruptedException {}

    @Override
    JamesHome configure(JamesHome home, Network around) {
        return home.option("delayTime", "5 minutes, 20*2 hours").before("""
                        <mailet match="HostIs=nowhere.test" class="%s">
                          <outgoing>nowhere</outgoing>
                          <delayTime>20*2 hours</delayTime>
                          <maxDnsProblemRetries>1</maxDnsProblemRetries>
                        </mailet>
                        """.formatted(JamesHome.PLUGIN));
    }

    /** An answer about the MX records of a domain. */
    enum Answer {
        NULL_MX,
        NXDOMAIN,
        CNAME_LOOP;

        void give(DnsServer dns, String domain) {
            switch (this) {
                case NULL_MX -> dns.noData(domain, "MX").nullMx(domain);
                case NXDOMAIN -> dns.remove(domain);
                case CNAME_LOOP -> {
                    dns.remove(domain);
                    dns.cname(domain, "loop." + domain).cname("loop." + domain, domain);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource
    void isDeferredUnderACachedPolicyAndReturnedWithoutOneWhereTheDnsIsSure(Answer answer) throws Exception {
        String strict = network().domain(answer.name(), "enforce", 1);
        MxServer server = network().mx(strict, 1);
        deliversTo(strict);
        answer.give(network().kit().dns(), strict);
        String held = canary();
        String name = send(held, strict);
        heldBack(name, held, 1, server);

        String open = network().domain(answer.name());
        answer.give(network().kit().dns(), open);
        String bounced = canary();
        String unprotected = send(bounced, open);
        if (answer == Answer.CNAME_LOOP) { // an error in a zone, which its owner may mend: the library waits
            assertThat(james().deferred(unprotected, 1).attribute("is-delivery-permanent-error"))
                    .contains("false");
            assertThat(bounces(bounced)).isEmpty();
        } else {
            Known bounce = bounce(bounced);
            assertThat(bounce.recipients()).containsExactly("alice@local.test");
            assertThat(bounce.text("message")).contains(open);
            assertThat(james().queue()).noneMatch(one -> one.text("recipients").contains(open));
        }

        network().kit().dns().remove(strict);
        network().kit().mx(strict, server.name());
        james().flush();
        received(server, held);
    }

    @Test
    void isTriedAgainWhereRetriesAreAllowedForIt() throws Exception {
        String canary = canary();
        james().submit(Letter.to(canary, "bob@nowhere.test"));
        james().await("the retry", () -> james().queue("nowhere").stream().anyMatch(one -> one.waits(1)));
        assertThat(bounces(canary)).isEmpty();
        james().flush("nowhere");
        assertThat(bounce(canary).text("message")).contains("bob@nowhere.test");
        assertThat(james().queue("nowhere")).isEmpty();
    }

    /** James takes an address literal out of its brackets (RFC 5321 section 4.1.3). */
    @Test
    void mailToAnAddressLiteralGoesToThatAddress() throws Exception {
        MxServer server = network().mx(network().domain("literal"), 1);
        String address = server.address().getAddress().getHostAddress();
        String canary = canary();
        james().submit(Letter.to(canary, "bob@[" + address + "]").from("alice@[" + address + "]"));
        assertThat(received(server, canary).recipients()).containsExactly("bob@[" + address + "]");
        assertThat(server.messages().get(0).from()).isEqualTo("alice@[" + address + "]");
    }

    @Test
    void isDeferredWhileTheMxRecordsCannotBeRead() throws Exception {
        String open = network().domain("servfail");
        network().kit().dns().servfail(open, "MX");
        String canary = canary();
        String name = send(canary, open);
        Known waiting = james().deferred(name, 1);
        assertThat(waiting.attribute("is-delivery-permanent-error")).contains("false");
        assertThat(bounces(canary)).isEmpty();
        assertThat(network().mx(open, 1).sessions()).isEmpty();

        String strict = network().domain("servfail", "enforce", 1);
        network().kit().dns().servfail(strict, "MX");
        String second = canary();
        name = send(second, strict);
        james().deferred(name, 1);
        network().kit().dns().heal(open).heal(strict);
        james().flush();
        received(network().mx(open, 1), canary);
        received(network().mx(strict, 1), second);
    }
}
