package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The hosts that a mail server may try; the MX records are made by hand. */
class MxLookupTest {
    private static final PolicyDomain DOMAIN = PolicyDomain.of("example.com");

    private static MxLookupResult lookup(MxAnswer answer, String... ownNames) {
        return lookup(answer, 1, ownNames);
    }

    private static MxLookupResult lookup(MxAnswer answer, long seed, String... ownNames) {
        Set<MxHost> own = Arrays.stream(ownNames).map(MxHost::of).collect(Collectors.toSet());
        return new MxLookup(name -> answer, name -> new AddressAnswer.Absent(), own, new Random(seed)).lookup(DOMAIN);
    }

    /** Records written as in a zone: {@code "10 mx1.example.com"}. */
    private static MxAnswer.Records mx(String... records) {
        return new MxAnswer.Records(Arrays.stream(records)
                .map(record -> record.split(" ", 2))
                .map(parts -> new MxAnswer.Mx(Integer.parseInt(parts[0]), parts[1]))
                .toList());
    }

    private static List<String> hosts(MxLookupResult result) {
        assertThat(result).isInstanceOf(MxLookupResult.Hosts.class);
        return ((MxLookupResult.Hosts) result)
                .hosts().stream().map(MxHost::name).toList();
    }

    private static List<String> notes(MxLookupResult result) {
        return ((MxLookupResult.Hosts) result).notes();
    }

    @Test
    void triesTheLowestPreferenceFirst() {
        MxLookupResult result = lookup(mx("30 c.example", "10 a.example", "20 B.example"));
        assertThat(hosts(result)).containsExactly("a.example", "b.example", "c.example");
        assertThat(((MxLookupResult.Hosts) result).implicit()).isFalse();
        assertThat(notes(result)).isEmpty();
    }

    @Test
    void shufflesEqualPreferencesAndOnlyThose() {
        Set<List<String>> orders = new HashSet<>();
        for (long seed = 0; seed < 200; seed++) {
            orders.add(hosts(lookup(mx("20 z.example", "10 a.example", "10 b.example", "10 c.example"), seed)));
        }
        assertThat(orders).hasSize(6).allSatisfy(order -> assertThat(order).endsWith("z.example"));
    }

    @Test
    void givesTheSameOrderForTheSameRandomness() {
        MxAnswer answer = mx("10 a.example", "10 b.example", "10 c.example", "10 d.example");
        assertThat(hosts(lookup(answer, 42))).isEqualTo(hosts(lookup(answer, 42)));
    }

    @Test
    void keepsTheBestPreferenceOfAHostNamedTwice() {
        MxLookupResult result = lookup(mx("30 a.example", "20 b.example", "10 A.example."));
        assertThat(hosts(result)).containsExactly("a.example", "b.example");
    }

    @Test
    @Tag("STS-4.1-07")
    void withoutMxRecordsTheDomainItselfIsTheHost() {
        MxLookupResult result = lookup(new MxAnswer.NoRecords());
        assertThat(result).isEqualTo(new MxLookupResult.Hosts(List.of(MxHost.of("example.com")), true, List.of()));
    }

    @Test
    @Tag("STS-4.1-07")
    void aNullMxIsATypeOfItsOwn() {
        assertThat(lookup(mx("0 "))).isEqualTo(new MxLookupResult.NullMx());
    }

    @Test
    void aNullMxBesideOthersIsPassedOver() {
        MxLookupResult result = lookup(mx("0 ", "10 a.example"));
        assertThat(hosts(result)).containsExactly("a.example");
        assertThat(notes(result)).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"192.0.2.1", "[192.0.2.1]", "2001:db8::1", "[IPv6:2001:db8::1]", "a b.example", "a..b"})
    void refusesTargetsThatAreNoHostNames(String target) {
        MxLookupResult result = lookup(mx("10 " + target, "20 a.example"));
        assertThat(hosts(result)).containsExactly("a.example");
        assertThat(notes(result)).singleElement().asString().contains("MX 10 " + target);
        assertThat(lookup(mx("10 " + target))).isInstanceOf(MxLookupResult.NoUsableHost.class);
    }

    @Test
    @Tag("STS-8.4-02")
    void ownNameCutsEqualAndWorsePreferences() {
        MxAnswer answer = mx("10 best.example", "20 me.example", "20 peer.example", "30 worse.example");
        MxLookupResult result = lookup(answer, "me.example");
        assertThat(hosts(result)).containsExactly("best.example");
        assertThat(notes(result)).singleElement().asString().contains("me.example");
    }

    @Test
    @Tag("STS-8.4-02")
    void theBestOfSeveralOwnNamesDecides() {
        MxAnswer answer = mx("10 best.example", "20 me.example", "25 between.example", "30 me2.example");
        assertThat(hosts(lookup(answer, "me2.example", "me.example"))).containsExactly("best.example");
    }

    @Test
    @Tag("STS-8.4-02")
    void ourselvesAtTheTopLeavesNobody() {
        MxLookupResult result = lookup(mx("10 me.example", "10 peer.example", "30 worse.example"), "me.example");
        assertThat(result).isInstanceOf(MxLookupResult.OnlyOurselves.class);
    }

    /** The limit on hosts must come last: otherwise it could drop our own name. */
    @Test
    @Tag("STS-8.4-02")
    void ownNameIsSeenInTheCompleteListHoweverLong() {
        List<MxAnswer.Mx> records = new ArrayList<>();
        IntStream.range(0, 500).forEach(i -> records.add(new MxAnswer.Mx(10, "mx" + i + ".example")));
        records.add(new MxAnswer.Mx(10, "me.example"));
        assertThat(lookup(new MxAnswer.Records(records), "me.example"))
                .isInstanceOf(MxLookupResult.OnlyOurselves.class);
    }

    @Test
    void ourOwnNameAsImplicitMxIsALoop() {
        assertThat(lookup(new MxAnswer.NoRecords(), "example.com")).isInstanceOf(MxLookupResult.OnlyOurselves.class);
    }

    @Test
    void givesAtMost64HostsAndSaysSo() {
        List<MxAnswer.Mx> records = new ArrayList<>();
        IntStream.range(0, 500).forEach(i -> records.add(new MxAnswer.Mx(500 - i, "mx" + i + ".example")));
        MxLookupResult result = lookup(new MxAnswer.Records(records));
        assertThat(hosts(result)).hasSize(64).startsWith("mx499.example");
        assertThat(notes(result)).singleElement().asString().contains("64 of 500");
    }

    @Test
    void notesAreBoundedAndOnOneLine() {
        List<MxAnswer.Mx> records = new ArrayList<>();
        IntStream.range(0, 500).forEach(i -> records.add(new MxAnswer.Mx(i, "bad\r\n" + "x".repeat(2000))));
        MxLookupResult result = lookup(new MxAnswer.Records(records));
        assertThat(((MxLookupResult.NoUsableHost) result).notes())
                .hasSize(16)
                .allSatisfy(
                        note -> assertThat(note).hasSizeLessThanOrEqualTo(300).doesNotContain("\n"));
    }

    @Test
    void aFailureIsTemporaryAndAMissingDomainIsNot() {
        assertThat(lookup(new MxAnswer.Failed("SERVFAIL"))).isEqualTo(new MxLookupResult.TemporaryFailure("SERVFAIL"));
        assertThat(lookup(new MxAnswer.Failed("slots taken", LookupFault.NOT_ASKED)))
                .isEqualTo(new MxLookupResult.TemporaryFailure("slots taken", LookupFault.NOT_ASKED));
        assertThat(lookup(new MxAnswer.NoSuchDomain())).isEqualTo(new MxLookupResult.NoSuchDomain());
    }

    /** Such a message would bounce, although other mail servers deliver it. */
    @Test
    void aHostThatNoCertificateCanProveIsTried() {
        MxLookupResult result = lookup(new MxAnswer.Records(List.of(
                new MxAnswer.Mx(10, "mx-.example.com"),
                new MxAnswer.Mx(20, "mx_1.example.com"),
                new MxAnswer.Mx(30, "192.0.2.1"))));
        assertThat(result).isInstanceOfSatisfying(MxLookupResult.Hosts.class, found -> {
            assertThat(found.hosts()).extracting(MxHost::name).containsExactly("mx-.example.com", "mx_1.example.com");
            assertThat(found.notes()).singleElement().asString().contains("192.0.2.1");
        });
    }

    @Test
    void addressFamiliesTakeTurns() throws UnknownHostException {
        assertThat(addresses("2001:db8::1", "2001:db8::2", "2001:db8::3", "192.0.2.1"))
                .containsExactly(ips("2001:db8::1", "192.0.2.1", "2001:db8::2", "2001:db8::3"));
        assertThat(addresses("192.0.2.1", "192.0.2.2", "2001:db8::1", "2001:db8::2"))
                .containsExactly(ips("192.0.2.1", "2001:db8::1", "192.0.2.2", "2001:db8::2"));
        assertThat(addresses("192.0.2.1")).containsExactly(ips("192.0.2.1"));
    }

    @Test
    void anAddressFailureIsPassedOn() {
        AddressAnswer failed = new AddressAnswer.Failed("SERVFAIL");
        MxLookup lookup = new MxLookup(name -> mx("10 a.example"), name -> failed, Set.of());
        assertThat(lookup.addresses(MxHost.of("a.example"))).isSameAs(failed);
    }

    private static List<InetAddress> addresses(String... ips) throws UnknownHostException {
        AddressAnswer.Addresses all = new AddressAnswer.Addresses(List.of(ips(ips)));
        AddressAnswer answer =
                new MxLookup(name -> mx("10 a.example"), name -> all, Set.of()).addresses(MxHost.of("a.example"));
        return ((AddressAnswer.Addresses) answer).addresses();
    }

    private static InetAddress[] ips(String... ips) throws UnknownHostException {
        InetAddress[] addresses = new InetAddress[ips.length];
        for (int i = 0; i < ips.length; i++) {
            addresses[i] = InetAddress.getByName(ips[i]);
        }
        return addresses;
    }
}
