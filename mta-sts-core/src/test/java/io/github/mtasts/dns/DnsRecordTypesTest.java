package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Type;

/** MX records and addresses, over real packets. */
class DnsRecordTypesTest extends DnsResolverFixture {
    @Test
    void mxRecordsKeepTheirOrderAndTheRootIsEmpty() {
        assertThat(resolver((query, tcp) -> Answers.to(query)
                                .has("example.com", Type.MX, "20 Mx2.example.com.")
                                .has("example.com", Type.MX, "10 mx1.example.com.")
                                .has("example.com", Type.MX, "0 .")
                                .wire())
                        .mx("example.com"))
                .isInstanceOfSatisfying(
                        MxAnswer.Records.class,
                        records -> assertThat(records.records())
                                .containsExactlyInAnyOrder(
                                        new MxAnswer.Mx(20, "Mx2.example.com"),
                                        new MxAnswer.Mx(10, "mx1.example.com"),
                                        new MxAnswer.Mx(0, "")));
    }

    @Test
    void noMxAndNoDomainAreDifferent() {
        assertThat(resolver(code(Rcode.NOERROR)).mx("example.com")).isEqualTo(new MxAnswer.NoRecords());
        assertThat(resolver(code(Rcode.NXDOMAIN)).mx("example.com")).isEqualTo(new MxAnswer.NoSuchDomain());
    }

    @Test
    void bothFamiliesAreAskedAndTheirAddressesCarryNoName() throws IOException {
        LoopbackDns server = server((query, tcp) -> query.getQuestion().getType() == Type.A
                ? Answers.to(query).has("mx.example", Type.A, "192.0.2.1").wire()
                : Answers.to(query).has("mx.example", Type.AAAA, "2001:db8::1").wire());
        AddressAnswer answer = resolver(server).addresses("mx.example");
        assertThat(answer)
                .isEqualTo(new AddressAnswer.Addresses(
                        List.of(InetAddress.getByName("2001:db8::1"), InetAddress.getByName("192.0.2.1"))));
        assertThat(((AddressAnswer.Addresses) answer).addresses())
                .allSatisfy(address -> assertThat(address.toString()).startsWith("/"));
        assertThat(server.questions()).containsExactlyInAnyOrder("mx.example A", "mx.example AAAA");
    }

    @Test
    void oneFamilyIsEnough() throws IOException {
        assertThat(resolver((query, tcp) -> query.getQuestion().getType() == Type.A
                                ? Answers.to(query)
                                        .has("mx.example", Type.A, "192.0.2.1")
                                        .wire()
                                : Answers.to(query).code(Rcode.SERVFAIL).wire())
                        .addresses("mx.example"))
                .isEqualTo(new AddressAnswer.Addresses(List.of(InetAddress.getByName("192.0.2.1"))));
    }

    @Test
    void noAddressOfOneFamilyAndAFailureOfTheOtherIsAFailure() {
        for (int failing : List.of(Type.A, Type.AAAA)) {
            AddressAnswer answer = resolver((query, tcp) -> Answers.to(query)
                            .code(query.getQuestion().getType() == failing ? Rcode.SERVFAIL : Rcode.NOERROR)
                            .wire())
                    .addresses("mx.example");
            assertThat(answer).isInstanceOf(AddressAnswer.Failed.class);
        }
        assertThat(resolver(code(Rcode.NXDOMAIN)).addresses("mx.example")).isEqualTo(new AddressAnswer.Absent());
    }

    /** Load balancers without IPv6 answer AAAA with SERVFAIL; if A was not asked, the domain has not failed. */
    @Test
    void aFailureOfOurSideForOneFamilyIsNoFailureOfTheDomain() {
        DnsReply broken = new DnsReply.Failure("SERVFAIL", LookupFault.DOMAIN);
        for (LookupFault ours : List.of(LookupFault.NOT_ASKED, LookupFault.RESOLVERS)) {
            DnsReply failed = new DnsReply.Failure("x", ours);
            assertThat(DnsAnswers.addresses(broken, failed)).isEqualTo(new AddressAnswer.Failed("A: x", ours));
            assertThat(DnsAnswers.addresses(failed, broken)).isEqualTo(new AddressAnswer.Failed("AAAA: x", ours));
        }
        assertThat(DnsAnswers.addresses(broken, broken))
                .isEqualTo(new AddressAnswer.Failed("AAAA: SERVFAIL", LookupFault.DOMAIN));
    }

    @Test
    void usesAtMostSixteenAddressesOfEachFamily() {
        AddressAnswer answer = resolver((query, tcp) -> {
                    Answers answers = Answers.to(query);
                    for (int i = 1; i <= 40; i++) {
                        boolean four = query.getQuestion().getType() == Type.A;
                        answers.has("mx.example", four ? Type.A : Type.AAAA, four ? "192.0.2." + i : "2001:db8::" + i);
                    }
                    return answers.wire();
                })
                .addresses("mx.example");
        assertThat(((AddressAnswer.Addresses) answer).addresses()).hasSize(32);
    }

    /** Otherwise an empty list would count as a null MX, and mail would bounce. */
    @Test
    void aListOfNoMxRecordsIsRefused() {
        assertThatThrownBy(() -> new MxAnswer.Records(List.of())).isInstanceOf(IllegalArgumentException.class);
    }
}
