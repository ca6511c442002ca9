package io.github.mtasts.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.name.PolicyDomain;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The question of discovery, and its result for each kind of answer; the answers are made by hand. */
class StsDiscoveryTest {
    private static final Duration TTL = Duration.ofSeconds(77);

    private final List<String> questions = new ArrayList<>();
    private TxtAnswer answer = new TxtAnswer.Absent(TTL);

    private StsDiscoveryResult discover(String domain) {
        StsDiscovery discovery = new StsDiscovery(name -> {
            questions.add(name);
            return answer;
        });
        return discovery.discover(PolicyDomain.of(domain));
    }

    private StsDiscoveryResult discoverWith(String... records) {
        answer = new TxtAnswer.Records(List.of(records), TTL);
        return discover("example.com");
    }

    private static String idOf(StsDiscoveryResult result) {
        assertThat(result).isInstanceOf(StsDiscoveryResult.Found.class);
        return ((StsDiscoveryResult.Found) result).record().id();
    }

    @Test
    @Tag("STS-3.1-01")
    void asksForTheLabelInFrontOfTheDomainInALabels() {
        discover("example.com");
        discover("B\u00fccher.example.");
        assertThat(questions).containsExactly("_mta-sts.example.com", "_mta-sts.xn--bcher-kva.example");
    }

    @Test
    @Tag("STS-3.4-03")
    void asksOnceAndNeverAParentDomain() {
        assertThat(discover("mail.example.com")).isEqualTo(new StsDiscoveryResult.Absent(TTL));
        assertThat(questions).containsExactly("_mta-sts.mail.example.com");
    }

    @Test
    @Tag("STS-3.1-15")
    void passesOverForeignRecordsAmongSeveral() {
        assertThat(idOf(discoverWith("v=spf1 -all", "v=STSv1; id=1;"))).isEqualTo("1");
    }

    @Test
    @Tag("STS-3.1-16")
    void severalRecordsOfOursAreInvalidEvenIfOneIsMalformed() {
        assertThat(discoverWith("v=STSv1; id=1;", "v=STSv1; id=2;")).isInstanceOf(StsDiscoveryResult.Invalid.class);
        assertThat(discoverWith("v=STSv1; id=1;", "v=STSv1; id=!;")).isInstanceOf(StsDiscoveryResult.Invalid.class);
    }

    @Test
    @Tag("STS-3.1-17")
    void onlyForeignRecordsAreAbsence() {
        assertThat(discoverWith("v=spf1 -all")).isEqualTo(new StsDiscoveryResult.Absent(TTL));
        assertThat(discoverWith("v=spf1 -all", "google-site-verification=1"))
                .isEqualTo(new StsDiscoveryResult.Absent(TTL));
    }

    @Test
    @Tag("STS-3.1-18")
    void aMalformedSoleRecordIsInvalidWithItsReasonAndTtl() {
        StsDiscoveryResult result = discoverWith("v=STSv1; id=a-b;");
        assertThat(result).isInstanceOf(StsDiscoveryResult.Invalid.class);
        assertThat(((StsDiscoveryResult.Invalid) result).reason()).contains("a-b");
        assertThat(((StsDiscoveryResult.Invalid) result).ttl()).isEqualTo(TTL);
    }

    @Test
    @Tag("STS-3.1-19")
    void judgesASoleRecordByTheGrammarAloneAndSeveralByTheirPrefixFirst() {
        assertThat(idOf(discoverWith("v=STSv1 ; id=1"))).isEqualTo("1");
        assertThat(idOf(discoverWith("v=STSv1 ; id=1", "v=STSv1; id=2"))).isEqualTo("2");
    }

    @Test
    void keepsTheTtl() {
        assertThat(discoverWith("v=STSv1; id=1;"))
                .isInstanceOfSatisfying(
                        StsDiscoveryResult.Found.class,
                        found -> assertThat(found.ttl()).isEqualTo(TTL));
    }

    /** If a time-out counted as absence, it would drop the policy. */
    @Test
    @Tag("STS-3.1-22")
    void aFailureIsNeverAbsence() {
        answer = new TxtAnswer.Failed("SERVFAIL");
        assertThat(discover("example.com"))
                .isEqualTo(new StsDiscoveryResult.TemporaryFailure("SERVFAIL", LookupFault.DOMAIN));
    }
}
