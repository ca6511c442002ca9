package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.tlsrpt.TlsReporting;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.InvalidEndpointRequestException;
import org.springframework.boot.actuate.endpoint.annotation.DeleteOperation;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;

/**
 * The actuator endpoint {@code mtasts}: lists and looks up policies, and shows pending reports and suppressed destinations. It is
 * read-only unless {@code management.endpoint.mtasts.access} is unrestricted, because a removal ends the protection of a domain.
 */
@Endpoint(id = "mtasts", defaultAccess = Access.READ_ONLY)
public final class MtaStsEndpoint {
    private static final int DEFAULT_LIMIT = 100;
    private static final int MAX_LIMIT = 1_000;
    private static final int PENDING_DAYS = 3;
    private static final long WAIT_SECONDS = 90;

    private final DurablePolicyCache cache;
    private final MtaSts mtaSts;
    private final @Nullable TlsReporting reporting;
    private final Clock clock;

    MtaStsEndpoint(DurablePolicyCache cache, MtaSts mtaSts, @Nullable TlsReporting reporting, Clock clock) {
        this.cache = cache;
        this.mtaSts = mtaSts;
        this.reporting = reporting;
        this.clock = clock;
    }

    /**
     * Lists the policies by name.
     *
     * @param after the domain before the first one; null for the start
     * @param limit at most 1,000 rows; null for 100
     * @return the policies, the domain to continue after, counters and reports
     */
    @ReadOperation
    public Map<String, Object> list(
            @org.springframework.lang.Nullable String after, @org.springframework.lang.Nullable Integer limit) {
        int size = limit == null ? DEFAULT_LIMIT : Math.max(1, Math.min(limit, MAX_LIMIT));
        List<StoredPolicy> rows = cache.list(after == null ? null : domain(after), size);
        Map<String, Object> answer = new LinkedHashMap<>();
        answer.put(
                "policies",
                rows.stream().map(PolicyView::of).filter(Objects::nonNull).toList());
        if (rows.size() == size) {
            answer.put("next", rows.get(size - 1).domain().name());
        }
        answer.put("cache", cache.statistics());
        answer.put("ownFailures", mtaSts.ownFailures());
        if (reporting != null) {
            answer.put("reports", reports(reporting));
        }
        return answer;
    }

    private Map<String, Object> reports(TlsReporting current) {
        LocalDate today = LocalDate.ofInstant(clock.instant(), ZoneOffset.UTC);
        Map<String, Object> pending = new LinkedHashMap<>();
        for (int age = 0; age < PENDING_DAYS; age++) {
            LocalDate day = today.minusDays(age);
            List<String> domains = current.pending(day).stream()
                    .limit(MAX_LIMIT)
                    .map(PolicyDomain::name)
                    .toList();
            if (!domains.isEmpty()) {
                pending.put(day.toString(), domains);
            }
        }
        Map<String, String> suppressed = new LinkedHashMap<>();
        current.suppressed().forEach((destination, until) -> suppressed.put(destination, until.toString()));
        return Map.of("pending", pending, "suppressed", suppressed);
    }

    /**
     * Looks up the policy in force for a domain, without the network.
     *
     * @param domain the Policy Domain
     * @return the policy; null, and over HTTP 404, when there is none
     */
    @ReadOperation
    public @Nullable PolicyView lookUp(@Selector String domain) {
        PolicyDomain name = domain(domain);
        CachedPolicy entry = cache.get(name);
        return entry == null ? null : PolicyView.of(name, entry);
    }

    /**
     * Asks the DNS whether a domain has a newer policy, or fetches its policy again.
     *
     * @param domain the Policy Domain
     * @param action check or refresh
     * @return the result in words
     */
    @WriteOperation
    public Map<String, String> act(@Selector String domain, String action) {
        PolicyDomain name = domain(domain);
        return switch (action) {
            case "check" -> Map.of("result", waitFor(mtaSts.check(name)));
            case "refresh" -> Map.of("result", waitFor(mtaSts.refresh(name)));
            default ->
                throw new InvalidEndpointRequestException(
                        "The action is \"" + action + "\": it must be check or refresh",
                        "the action must be check or refresh");
        };
    }

    /**
     * Ends the suppression of a destination of reports.
     *
     * @param release the URI of the destination
     * @return the destinations that stay suppressed, or nothing when reporting is off
     */
    @WriteOperation
    public @Nullable Map<String, Object> release(String release) {
        if (reporting == null) {
            return null;
        }
        reporting.release(release);
        return reports(reporting);
    }

    /**
     * Removes the policy of a domain, which is unprotected until its policy is fetched again.
     *
     * @param domain the Policy Domain
     * @return whether there was a policy
     */
    @DeleteOperation
    public Map<String, Boolean> remove(@Selector String domain) {
        return Map.of("removed", cache.remove(domain(domain), "removed at the actuator endpoint"));
    }

    private static PolicyDomain domain(String text) {
        return PolicyDomain.parse(text)
                .orElseThrow(() -> new InvalidEndpointRequestException(
                        "\"" + text + "\" is no domain name", "the domain must be a domain name"));
    }

    private static String waitFor(CompletableFuture<?> result) {
        try {
            return result.get(WAIT_SECONDS, TimeUnit.SECONDS).toString();
        } catch (TimeoutException e) {
            return "not ended after " + WAIT_SECONDS + " seconds; it goes on";
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return "interrupted; it goes on";
        } catch (ExecutionException e) {
            throw new IllegalStateException("a check completes without an exception, whatever its ports do", e);
        }
    }
}
