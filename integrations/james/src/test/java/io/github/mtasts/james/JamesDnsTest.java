package io.github.mtasts.james;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.MxAnswer;
import io.github.mtasts.dns.TxtAnswer;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.dnsservice.api.TemporaryResolutionException;
import org.junit.jupiter.api.Test;

/** An administrator's own DNS service. */
class JamesDnsTest {
    private final JamesDns dns = new JamesDns(new Answers());

    static final class Answers implements DNSService {
        private static final Map<String, List<String>> MX = Map.of(
                "two.test", List.of("mx1.two.test", "mx2.two.test"),
                "null.test", List.of("."),
                "implicit.test", List.of("implicit.test"));

        @Override
        public Collection<String> findMXRecords(String name) throws TemporaryResolutionException {
            if (name.equals("failing.test")) {
                throw new TemporaryResolutionException("SERVFAIL");
            }
            return MX.getOrDefault(name, List.of());
        }

        @Override
        public Collection<String> findTXTRecords(String name) {
            return name.equals("_mta-sts.two.test") ? List.of("v=STSv1; id=1") : List.of();
        }

        @Override
        public Collection<InetAddress> getAllByName(String name) throws UnknownHostException {
            if (name.equals("failing.test")) {
                throw new UnknownHostException(name);
            }
            return name.equals("mx1.two.test") ? List.of(InetAddress.getLoopbackAddress()) : List.of();
        }

        @Override
        public InetAddress getByName(String name) throws UnknownHostException {
            throw new UnknownHostException(name);
        }

        @Override
        public InetAddress getLocalHost() {
            return InetAddress.getLoopbackAddress();
        }

        @Override
        public String getHostName(InetAddress address) {
            return address.getHostAddress();
        }
    }

    @Test
    void tellsHostsFromTheirWant() {
        assertThat(dns.mx("two.test"))
                .isEqualTo(new MxAnswer.Records(
                        List.of(new MxAnswer.Mx(0, "mx1.two.test"), new MxAnswer.Mx(1, "mx2.two.test"))));
        assertThat(dns.mx("null.test")).isEqualTo(new MxAnswer.Records(List.of(new MxAnswer.Mx(0, ""))));
        assertThat(dns.mx("implicit.test")).isInstanceOf(MxAnswer.NoRecords.class);
    }

    /** It cannot tell a domain that does not exist from one whose look-up failed: mail waits. */
    @Test
    void takesNothingForAFailure() {
        assertThat(dns.mx("none.test")).isInstanceOf(MxAnswer.Failed.class);
        assertThat(dns.mx("failing.test")).isInstanceOf(MxAnswer.Failed.class);
    }

    @Test
    void findsTextsAndAddresses() {
        assertThat(dns.txt("_mta-sts.two.test")).isInstanceOf(TxtAnswer.Records.class);
        assertThat(dns.txt("_mta-sts.none.test")).isInstanceOf(TxtAnswer.Absent.class);
        assertThat(dns.addresses("mx1.two.test")).isInstanceOf(AddressAnswer.Addresses.class);
        assertThat(dns.addresses("mx2.two.test")).isInstanceOf(AddressAnswer.Absent.class);
        assertThat(dns.addresses("failing.test")).isInstanceOf(AddressAnswer.Failed.class);
    }
}
