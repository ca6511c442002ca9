package io.github.mtasts.tool.acme;

import io.github.mtasts.tool.acme.AuthorityException.Kind;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.server.CertificateJudge;
import io.github.mtasts.tool.server.CertificateRack;
import io.github.mtasts.tool.server.CertificateSource;
import io.github.mtasts.tool.server.CertificateState;
import io.github.mtasts.tool.server.ServedCertificate;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.security.cert.X509Certificate;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Obtains a certificate for each host and renews it well before it expires. The certificate that a host shows is replaced only by one
 * that senders will accept. After a failure the wait of the host doubles; when the authority cannot be reached, all hosts wait, and the
 * one that has waited longest tries first; a time that the authority gives is respected (RFC 8555 section 6.6). Thread-safe.
 */
final class Renewals implements CertificateSource {
    /** So many at a time: enough for hundreds of hosts in minutes, and what authorities allow. */
    private static final int PARALLEL = 8;

    private final CertificateAuthority authority;
    private final AcmeStore store;
    private final CertificateRack rack;
    private final CertificateJudge judge;
    private final ServiceLog log;
    private final Clock clock;
    private final ExecutorService threads;

    private final Map<String, Known> hosts = new TreeMap<>();
    private final Set<String> underWay = new HashSet<>();
    private Retry pause = Retry.NONE;

    /** What is known of a host. */
    private record Known(Optional<ServedCertificate> certificate, Retry retry, String failure) {}

    Renewals(
            CertificateAuthority authority,
            AcmeStore store,
            CertificateRack rack,
            ServiceLog log,
            Clock clock,
            ExecutorService threads) {
        this.authority = authority;
        this.store = store;
        this.rack = rack;
        this.judge = new CertificateJudge(clock);
        this.log = log;
        this.clock = clock;
        this.threads = threads;
    }

    @Override
    public synchronized void load(Set<String> wanted) {
        wanted.forEach(host -> hosts.computeIfAbsent(host, this::read));
    }

    @Override
    public synchronized void tick(Set<String> wanted) {
        Instant now = clock.instant();
        hosts.keySet().stream().filter(host -> !wanted.contains(host)).toList().forEach(this::forget);
        load(wanted);
        for (String host : dueHosts(now)) {
            // While the authority is away, one host at a time tries whether it is back.
            int limit = pause.failures() > 0 ? 1 : PARALLEL;
            if (pause.isOver(now) && underWay.size() < limit && underWay.add(host)) {
                begin(host);
            }
        }
    }

    /** Those that have waited longest first: a host for which the authority always fails lets the others go before its next attempt. */
    private List<String> dueHosts(Instant now) {
        return hosts.entrySet().stream()
                .filter(each -> !now.isBefore(due(each.getKey(), each.getValue()))
                        && each.getValue().retry().isOver(now))
                .sorted(Comparator.comparing(each -> each.getValue().retry().next()))
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Without a thread for it, the next look tries again. */
    private void begin(String host) {
        boolean isBegun = false;
        try {
            threads.execute(() -> issue(host));
            isBegun = true;
        } finally {
            if (!isBegun) {
                underWay.remove(host);
            }
        }
    }

    private void forget(String host) {
        hosts.remove(host);
        rack.remove(host);
    }

    /** Takes what is on disk; a damaged certificate is replaced. */
    private Known read(String host) {
        try {
            Optional<ServedCertificate> certificate = store.certificate(host);
            certificate.ifPresent(each -> rack.put(host, each));
            return new Known(certificate, store.retry(host), "");
        } catch (IOException e) {
            log.say(
                    "certificate-unreadable",
                    "the certificate of " + host + " cannot be read and is ordered anew: " + Errors.reason(e));
            return new Known(Optional.empty(), Retry.NONE, Errors.reason(e));
        }
    }

    private static Instant due(String host, Known known) {
        return known.certificate().map(each -> RenewalTimes.renewal(each, host)).orElse(Instant.EPOCH);
    }

    private static Instant next(String host, Known known) {
        Instant due = due(host, known);
        return due.isAfter(known.retry().next()) ? due : known.retry().next();
    }

    private void issue(String host) {
        try {
            PendingOrder order = store.order(host);
            List<X509Certificate> chain = authority.issue(order);
            ServedCertificate certificate = ServedCertificate.of(order.keys().getPrivate(), chain);
            Optional<String> fault = judge.fault(certificate, host);
            if (fault.isPresent()) {
                order.isLost();
                throw new AuthorityException(
                        Kind.REFUSED, "the authority issued a certificate that senders refuse: " + fault.get());
            }
            store.writeCertificate(host, certificate);
            rack.put(host, certificate);
            succeeded(host, certificate);
        } catch (AuthorityException e) {
            failed(host, e.kind(), String.valueOf(e.getMessage()), e.retryAfter());
        } catch (IOException e) {
            failed(host, Kind.REFUSED, Errors.reason(e), Optional.empty());
        } catch (RuntimeException | Error e) {
            // Without a wait the authority would be asked again within two seconds.
            failed(host, Kind.REFUSED, "a mistake in mta-sts, please report it: " + e, Optional.empty());
        } catch (InterruptedException e) {
            ended(host);
            Thread.currentThread().interrupt(); // the service stops; the order is on disk
        }
    }

    /** Together with what is said of the attempt: whoever reads that may count on the next one. */
    private synchronized void ended(String host) {
        underWay.remove(host);
    }

    private synchronized void succeeded(String host, ServedCertificate certificate) {
        ended(host);
        pause = Retry.NONE;
        hosts.computeIfPresent(
                host,
                (name, known) -> new Known(
                        Optional.of(certificate), new Retry(0, clock.instant().plus(RenewalTimes.SHORTEST)), ""));
        log.say(
                "certificate-issued",
                "obtained a certificate for " + host + ", valid until " + certificate.end(),
                new JsonObject().with("host", host).with("end", certificate.end()));
    }

    private synchronized void failed(String host, Kind kind, String sentence, Optional<Instant> asked) {
        ended(host);
        Instant now = clock.instant();
        Instant latest = now.plus(RenewalTimes.LONGEST_WAIT);
        Optional<Instant> retryAfter = asked.map(each -> each.isAfter(latest) ? latest : each);
        Known known = hosts.getOrDefault(host, new Known(Optional.empty(), Retry.NONE, ""));
        int failures = known.retry().failures() + 1;
        Instant next;
        if (kind == Kind.UNREACHABLE) {
            pause = new Retry(pause.failures() + 1, now.plus(RenewalTimes.pause(pause.failures() + 1, "authority")));
            next = later(pause.next(), retryAfter);
            failures = known.retry().failures(); // not the fault of this host
        } else {
            Duration wait = RenewalTimes.retry(failures, host);
            next = later(now.plus(wait), retryAfter);
        }
        Retry retry = new Retry(failures, next);
        hosts.computeIfPresent(host, (name, before) -> new Known(before.certificate(), retry, sentence));
        try {
            store.writeRetry(host, retry);
        } catch (IOException e) {
            log.say("state-unwritable", "the folder of certificates cannot be written: " + Errors.reason(e));
        }
        log.say(
                "certificate-failed",
                "no certificate for " + host + ": " + sentence + "; tried again after " + next
                        + known.certificate()
                                .map(each -> ", the present one is valid until " + each.end())
                                .orElse(""),
                new JsonObject()
                        .with("host", host)
                        .with("kind", kind.name().toLowerCase(Locale.ROOT))
                        .with("next", next));
    }

    private static Instant later(Instant time, Optional<Instant> other) {
        return other.filter(each -> each.isAfter(time)).orElse(time);
    }

    @Override
    public synchronized List<CertificateState> states() {
        List<CertificateState> states = new ArrayList<>();
        hosts.forEach((host, known) -> states.add(new CertificateState(
                host,
                known.certificate().map(ServedCertificate::end),
                judge.accepts(known.certificate(), host),
                Optional.of(next(host, known)),
                known.failure(),
                known.retry().failures())));
        return states;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        try {
            threads.awaitTermination(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
