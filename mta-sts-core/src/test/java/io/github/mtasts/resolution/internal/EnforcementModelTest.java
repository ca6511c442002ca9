package io.github.mtasts.resolution.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.discovery.StsDiscoveryResult;
import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Random deliveries to a domain that changes its policy, with an attacker who blocks and forges, compared with the simplest model:
 * a fetched policy is in force until its max_age has passed or a newer one was fetched, whatever else happens.
 */
class EnforcementModelTest {
    private static final int STEPS = 10_000;
    private static final int[] MAX_AGES_SECONDS = {0, 30, 600, 86_400};

    private final ResolverBench bench = new ResolverBench();
    private final List<String> story = Collections.synchronizedList(new ArrayList<>());

    // The publications of the domain, and the actions of the attacker.
    private int publications;
    private StsPolicy published = Published.policy("enforce", 600, "mx0.example.com");
    private boolean dnsBlocked;
    private boolean httpsBlocked;
    private boolean absenceForged;
    private @Nullable String forgedId;

    // The model: the last policy that left the Policy Host, and when.
    private volatile @Nullable StsPolicy last;
    private volatile Instant lastFetched = ResolverBench.START;

    @ParameterizedTest
    @ValueSource(longs = {1, 8461, 20260301})
    @Tag("STS-3.3-18")
    @Tag("STS-3.3-19")
    @Tag("STS-10.2-03")
    void enforcementNeverEndsBeforeMaxAgeWithoutANewerPolicy(long seed) {
        Random random = new Random(seed);
        try (bench) {
            bench.dns(domain -> answerOfDns()).https(domain -> answerOfPolicyHost());
            for (int step = 0; step < STEPS; step++) {
                act(random);
            }
        }
        assertThat(bench.requests.get()).as("the story had fetches in it").isGreaterThan(STEPS / 100);
    }

    private void act(Random random) {
        switch (random.nextInt(10)) {
            case 0 -> publish(random);
            case 1 -> dnsBlocked = random.nextInt(3) == 0;
            case 2 -> httpsBlocked = random.nextInt(3) == 0;
            case 3 -> absenceForged = random.nextInt(3) == 0;
            case 4 -> forgedId = random.nextInt(3) == 0 ? "forged" + random.nextInt(5) : null;
            case 5, 6 -> bench.pass(Duration.ofSeconds(random.nextInt(random.nextInt(4) == 0 ? 40_000 : 120)));
            case 7 -> deliver("check", bench.check());
            default -> {
                // Waits for the background, so that the model is up to date.
                StsPolicy expected = modelled();
                PolicyLookup lookup = bench.resolver.lookUp(ResolverBench.DOMAIN);
                if (lookup instanceof PolicyLookup.Settled settled) {
                    compare("known", settled.resolution(), expected);
                    deliver("background check", bench.check());
                } else {
                    assertThat(expected).as(() -> tail()).isNull();
                    deliver("first check", ResolverBench.resolution(lookup));
                }
            }
        }
    }

    private void publish(Random random) {
        publications++;
        String mode = random.nextInt(4) == 0 ? "testing" : random.nextInt(8) == 0 ? "none" : "enforce";
        int maxAge = MAX_AGES_SECONDS[random.nextInt(MAX_AGES_SECONDS.length)];
        published = Published.policy(mode, maxAge, "mx" + publications + ".example.com");
        story.add(bench.clock.instant() + " published " + published);
    }

    private StsDiscoveryResult answerOfDns() {
        if (dnsBlocked) {
            return Published.dnsFails();
        }
        if (absenceForged) {
            return Published.absent();
        }
        return Published.id(forgedId != null ? forgedId : "id" + publications);
    }

    private FetchResult answerOfPolicyHost() {
        if (httpsBlocked) {
            return Published.status(503);
        }
        last = published;
        lastFetched = bench.clock.instant();
        story.add(lastFetched + " fetched " + published);
        return Published.fetched(published);
    }

    private void deliver(String how, PolicyResolution resolution) {
        boolean fetched = resolution instanceof PolicyResolution.InForce inForce
                && inForce.source() == PolicyResolution.Source.FETCH;
        compare(how, resolution, fetched ? last : modelled()); // max_age 0 governs the delivery that fetched it
    }

    private void compare(String how, PolicyResolution resolution, @Nullable StsPolicy expected) {
        story.add(bench.clock.instant() + " " + how + ": " + resolution);
        if (expected != null) {
            assertThat(resolution)
                    .as(() -> tail())
                    .isInstanceOfSatisfying(
                            PolicyResolution.InForce.class,
                            inForce -> assertThat(inForce.policy()).isEqualTo(expected));
        } else {
            assertThat(resolution).as(() -> tail()).isInstanceOf(PolicyResolution.NoPolicy.class);
        }
    }

    private @Nullable StsPolicy modelled() {
        StsPolicy fetched = last;
        return fetched != null && bench.clock.instant().isBefore(lastFetched.plus(fetched.maxAge())) ? fetched : null;
    }

    private String tail() {
        return String.join("\n", story.subList(Math.max(0, story.size() - 20), story.size()));
    }
}
