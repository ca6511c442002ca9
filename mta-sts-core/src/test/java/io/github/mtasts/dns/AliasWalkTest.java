package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.TXTRecord;
import org.xbill.DNS.Type;

/** The meaning of a complete answer; no network. */
class AliasWalkTest {
    private static final String NAME = "_mta-sts.user.example";

    private final AliasWalk walk = new AliasWalk(Answers.name(NAME), Type.TXT);

    private static Answers answer() {
        return Answers.to(NAME, Type.TXT);
    }

    private static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    private static DnsReply.Data data(@Nullable DnsReply reply) {
        assertThat(reply).isInstanceOf(DnsReply.Data.class);
        return (DnsReply.Data) Objects.requireNonNull(reply);
    }

    private static String text(@Nullable DnsReply reply) {
        TXTRecord record = (TXTRecord) data(reply).records().get(0);
        return record.getStrings().get(0);
    }

    @Test
    @Tag("STS-3.1-20")
    void followsAChainThatOneAnswerHoldsInAnyOrder() throws LookupFailedException {
        DnsReply reply = walk.read(answer().has("c.example", Type.TXT, 200, "found")
                .alias("b.example", "C.example", 100)
                .alias(NAME, "B.example", 300)
                .message());
        assertThat(text(reply)).isEqualTo("found");
        assertThat(data(reply).ttl()).isEqualTo(seconds(100));
    }

    @Test
    @Tag("STS-3.1-20")
    void asksForTheTargetWhenTheServerStopsAtTheAlias() throws LookupFailedException {
        assertThat(walk.read(answer().alias(NAME, "b.example", 50).message())).isNull();
        assertThat(walk.at()).isEqualTo(Answers.name("b.example"));
        DnsReply reply = walk.read(Answers.to("b.example", Type.TXT)
                .has("b.example", Type.TXT, 200, "found")
                .message());
        assertThat(text(reply)).isEqualTo("found");
        assertThat(data(reply).ttl()).isEqualTo(seconds(50));
    }

    @Test
    void doesNotTakeTheSoaOfTheAliasesZoneForAStatementAboutItsTarget() throws LookupFailedException {
        assertThat(walk.read(answer().alias(NAME, "b.example", 50)
                        .soa("user.example", 60, 60)
                        .message()))
                .isNull();
    }

    @Test
    void anAliasToNothingIsAbsentNoLongerThanTheAliasLasts() throws LookupFailedException {
        DnsReply reply = walk.read(answer().alias(NAME, "b.example", 50)
                .soa("b.example", 900, 900)
                .code(Rcode.NXDOMAIN)
                .message());
        assertThat(reply).isEqualTo(new DnsReply.NoSuchName(seconds(50)));
    }

    @Test
    void aLoopIsAFailure() {
        assertThatThrownBy(() -> walk.read(answer().alias(NAME, "b.example", 50)
                        .alias("b.example", NAME, 50)
                        .message()))
                .isInstanceOf(LookupFailedException.class)
                .hasMessageContaining("loop");
    }

    @Test
    void sixteenAliasesAreFollowedAndSeventeenAreNot() throws LookupFailedException {
        assertThat(text(walk.read(chainOf(16)))).isEqualTo("found");
        AliasWalk longer = new AliasWalk(Answers.name(NAME), Type.TXT);
        assertThatThrownBy(() -> longer.read(chainOf(17)))
                .isInstanceOf(LookupFailedException.class)
                .hasMessageContaining("16");
    }

    private static Message chainOf(int aliases) {
        Answers answer = answer();
        String at = NAME;
        for (int i = 1; i <= aliases; i++) {
            String next = "n" + i + ".example";
            answer.alias(at, next, 60);
            at = next;
        }
        return answer.has(at, Type.TXT, "found").message();
    }

    @Test
    void severalAliasesOfOneNameAreAFailure() {
        assertThatThrownBy(() -> walk.read(answer().alias(NAME, "b.example", 50)
                        .alias(NAME, "c.example", 50)
                        .message()))
                .isInstanceOf(LookupFailedException.class);
    }

    @Test
    void recordsOfOtherNamesAreNotBelieved() throws LookupFailedException {
        DnsReply reply = walk.read(answer().has("evil.example", Type.TXT, "v=STSv1; id=1;")
                .soa("example", 60, 60)
                .message());
        assertThat(reply).isEqualTo(new DnsReply.NoData(seconds(60)));
    }

    /** RFC 2308 section 5. */
    @Test
    void anAbsenceLastsForTheLesserOfTheSoasMinimumAndItsTtl() throws LookupFailedException {
        assertThat(walk.read(answer().soa("example", 900, 120).message())).isEqualTo(new DnsReply.NoData(seconds(120)));
        assertThat(walk.read(answer().soa("example", 30, 120).message())).isEqualTo(new DnsReply.NoData(seconds(30)));
        assertThat(walk.read(
                        answer().soa("example", 900, 120).code(Rcode.NXDOMAIN).message()))
                .isEqualTo(new DnsReply.NoSuchName(seconds(120)));
    }

    @Test
    void anAbsenceWithoutSoaLastsAMinute() throws LookupFailedException {
        assertThat(walk.read(answer().message())).isEqualTo(new DnsReply.NoData(seconds(60)));
    }

    /** RFC 2181 section 8; dnsjava enforces it. */
    @Test
    void aTtlWithTheTopBitSetIsZero() throws LookupFailedException, IOException {
        byte[] wire = answer().has(NAME, Type.TXT, 0x7711_7711, "found").wire();
        for (int i = 0; i < wire.length; i++) {
            wire[i] = wire[i] == 0x77 ? (byte) 0xf7 : wire[i];
        }
        assertThat(data(walk.read(new Message(wire))).ttl()).isEqualTo(Duration.ZERO);
    }

    /** A referral must not count as absence: the server has not looked the name up. */
    @Test
    @Tag("STS-3.1-22")
    void aReferralIsAFailureAndNoAbsence() {
        assertThatThrownBy(() ->
                        walk.read(answer().delegation("example", "ns.example").message()))
                .isInstanceOf(LookupFailedException.class)
                .hasMessageContaining("referral");
    }

    @Test
    void nameServersOfTheZoneBesideItsSoaAreNoReferral() throws LookupFailedException {
        DnsReply reply = walk.read(answer().delegation("example", "ns.example")
                .soa("example", 60, 60)
                .message());
        assertThat(reply).isInstanceOf(DnsReply.NoData.class);
        assertThat(walk.read(answer().delegation("example", "ns.example")
                        .flag(Flags.AA)
                        .message()))
                .isInstanceOf(DnsReply.NoData.class);
    }

    @Test
    void nxdomainTogetherWithRecordsIsAFailure() {
        assertThatThrownBy(() -> walk.read(answer().has(NAME, Type.TXT, "found")
                        .code(Rcode.NXDOMAIN)
                        .message()))
                .isInstanceOf(LookupFailedException.class);
    }
}
