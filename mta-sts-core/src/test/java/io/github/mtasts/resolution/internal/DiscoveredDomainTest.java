package io.github.mtasts.resolution.internal;

import static io.github.mtasts.resolution.internal.ResolverBench.await;
import static io.github.mtasts.resolution.internal.ResolverBench.inForce;
import static io.github.mtasts.resolution.internal.ResolverBench.none;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscovery;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution.Reason;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** From the text of TXT records to a policy: the DNS questions, and the cases without a fetch. */
class DiscoveredDomainTest {
    private static final StsPolicy ENFORCE = Published.policy("enforce", 86_400, "mx1.example.com");

    private final List<String> questions = Collections.synchronizedList(new ArrayList<>());
    private volatile TxtAnswer answer = new TxtAnswer.Absent(Published.TTL);
    private final StsDiscovery discovery = new StsDiscovery(name -> {
        questions.add(name);
        return answer;
    });
    private final ResolverBench bench =
            new ResolverBench().dns(discovery::discover).https(Published.fetched(ENFORCE));

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aRecordLeadsToOneQuestionAndOneFetch() {
        records("v=STSv1; id=1;");
        assertThat(bench.inForce()).isEqualTo(ENFORCE);
        assertThat(questions).containsExactly("_mta-sts.example.com");
        assertThat(bench.requests).hasValue(1);
    }

    @Test
    @Tag("STS-3.1-16")
    void severalRecordsAreNoPolicyEvenIfOneIsMalformed() {
        refusedWithoutFetch("v=STSv1; id=1;", "v=STSv1; id=2;");
        refusedWithoutFetch("v=STSv1; id=1;", "v=STSv1; id=!;");
    }

    @Test
    @Tag("STS-3.1-18")
    void aMalformedRecordIsNoPolicy() {
        refusedWithoutFetch("v=STSv1; id=a-b;");
    }

    @Test
    @Tag("STS-3-01")
    @Tag("STS-3.1-17")
    void noRecordOfOursIsNoPolicy() {
        assertThat(none(bench.check()).reason()).isEqualTo(Reason.NOT_PUBLISHED);
        records("v=spf1 -all", "google-site-verification=x");
        assertThat(none(bench.check()).reason()).isEqualTo(Reason.NOT_PUBLISHED);
        records("v=spf1 -all");
        none(bench.check());
        assertThat(bench.requests).hasValue(0);
    }

    @Test
    @Tag("STS-3.4-03")
    void aSubDomainIsAskedForItselfAndNotForItsParent() {
        none(await(bench.resolver.check(PolicyDomain.of("mail.example.com"))));
        assertThat(questions).containsExactly("_mta-sts.mail.example.com");
    }

    @Test
    @Tag("STS-3.3-18")
    void aCachedPolicyOutlivesRecordsThatCannotBeUsed() {
        records("v=STSv1; id=1;");
        bench.check();
        for (String[] unusable :
                new String[][] {{"v=STSv1; id=1;", "v=STSv1; id=2;"}, {"v=STSv1; id=a-b;"}, {"v=spf1 -all"}, {}}) {
            records(unusable);
            assertThat(inForce(bench.check())).isEqualTo(ENFORCE);
        }
        answer = new TxtAnswer.Failed("SERVFAIL");
        assertThat(inForce(bench.check())).isEqualTo(ENFORCE);
        assertThat(bench.requests).hasValue(1);
    }

    private void records(String... records) {
        answer = new TxtAnswer.Records(List.of(records), Published.TTL);
    }

    private void refusedWithoutFetch(String... records) {
        records(records);
        assertThat(none(bench.check()).reason()).isEqualTo(Reason.INVALID_RECORD);
        assertThat(bench.requests).hasValue(0);
    }
}
