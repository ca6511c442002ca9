package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.AddressGuard;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.fetch.internal.GuardedClient;
import io.github.mtasts.fetch.internal.Progress;
import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import io.github.mtasts.tlsrpt.submit.RefusedBy;
import io.github.mtasts.trust.internal.CertificateFault;
import io.github.mtasts.trust.internal.CertificateVerifier;
import io.github.mtasts.trust.internal.HttpLibrary;
import io.github.mtasts.trust.internal.RecordingTrustManager;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import javax.net.SocketFactory;
import okhttp3.Interceptor;
import okhttp3.MediaType;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.RequestBody;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Sends reports by HTTPS POST (RFC 8460 section 5.4, D28), under the same rules as policy fetches: a new connection to a
 * permitted address, no redirects, no cookies, no retries, no proxy, and one deadline. Thread-safe.
 */
public final class HttpsPoster {
    private static final Logger LOG = LoggerFactory.getLogger(HttpsPoster.class);
    private static final MediaType MEDIA_TYPE = MediaType.get(ReportFile.MEDIA_TYPE);
    private static final int MAX_ADDRESSES = 8;
    private static final int MAX_DIGITS = 9;
    /** A quarter of the queries that a resolver sends at a time by default: deliveries use it, too. */
    private static final int LOOKUPS = 25;

    private static final Duration LOOKUP_WAIT = Duration.ofSeconds(10);

    /**
     * The check of certificates.
     *
     * @param isStrict whether a certificate fault ends the attempt; RFC 8460 section 3 permits tolerance
     */
    public record Trust(CertificateVerifier judge, boolean isStrict) {}

    private final AddressResolver resolver;
    private final AddressGuard guard;
    private final SocketFactory sockets;
    private final Trust trust;
    private final Clock clock;
    private final Semaphore lookups = new Semaphore(LOOKUPS);

    /**
     * Creates a poster.
     *
     * @param guard decides which addresses are permitted
     * @param sockets creates the TCP sockets
     */
    public HttpsPoster(AddressResolver resolver, AddressGuard guard, SocketFactory sockets, Trust trust, Clock clock) {
        HttpLibrary.check();
        this.resolver = resolver;
        this.guard = guard;
        this.sockets = sockets;
        this.trust = trust;
        this.clock = clock;
    }

    /** @param deadline for the whole request; the wait for a look-up is not part of it */
    SubmissionResult post(URI target, byte[] gzip, Duration deadline) {
        try {
            if (!lookups.tryAcquire(LOOKUP_WAIT.toNanos(), TimeUnit.NANOSECONDS)) {
                return new SubmissionResult.NotTried("dns: too many address look-ups at a time");
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return new SubmissionResult.NotTried("interrupted");
        }
        long endNanos = System.nanoTime() + deadline.toNanos();
        AddressAnswer answer;
        try {
            answer = resolver.addresses(target.getHost());
        } finally {
            lookups.release();
        }
        if (answer instanceof AddressAnswer.Failed failed && failed.fault() != LookupFault.DOMAIN) {
            return new SubmissionResult.NotTried(
                    Printable.reason("dns: no address found for " + target.getHost() + ": " + failed.reason()),
                    failed.fault() == LookupFault.RESOLVERS);
        }
        if (!(answer instanceof AddressAnswer.Addresses found)) {
            return later("dns: no address found for " + target.getHost()
                    + (answer instanceof AddressAnswer.Failed failed ? ": " + failed.reason() : ""));
        }
        List<InetAddress> permitted = found.permitted(guard, MAX_ADDRESSES);
        if (permitted.isEmpty()) {
            return later("forbidden-address: " + found.addresses().get(0).getHostAddress());
        }
        SubmissionResult last = new SubmissionResult.NotTried(
                Printable.reason("dns: the look-up of " + target.getHost() + " took all the time"), true);
        for (int i = 0; i < permitted.size(); i++) {
            Duration left = Duration.ofNanos(endNanos - System.nanoTime());
            if (left.toMillis() < 1) {
                break;
            }
            Progress progress = new Progress();
            last = post(
                    target, gzip, permitted.get(i), new Limits(left, left.dividedBy(permitted.size() - i)), progress);
            if (progress.isRequestSent()) {
                break; // the server may have received it
            }
        }
        return last;
    }

    /**
     * @param total for the whole request
     * @param connect for the connection, so that there is time left for the other addresses
     */
    private record Limits(Duration total, Duration connect) {}

    private SubmissionResult post(URI target, byte[] gzip, InetAddress address, Limits limits, Progress progress) {
        RecordingTrustManager manager = trust.isStrict()
                ? RecordingTrustManager.refusing(trust.judge(), target.getHost())
                : RecordingTrustManager.observing(trust.judge(), target.getHost());
        Request request = new Request.Builder()
                .url(target.toString())
                .header("Connection", "close")
                .header("User-Agent", "mta-sts-java")
                .post(RequestBody.create(gzip, MEDIA_TYPE))
                .build();
        RetryAfter wait = new RetryAfter();
        try (Response response = client(address, limits, manager, progress, wait)
                .newCall(request)
                .execute()) {
            if (!manager.faults().isEmpty()) {
                LOG.info(
                        "Tolerated certificate faults of {}: {}",
                        target.getHost(),
                        manager.faults().stream().map(CertificateFault::reason).collect(Collectors.joining(", ")));
            }
            return judge(response.code(), wait.value);
        } catch (IOException e) {
            if (progress.status() != 0) {
                return judge(progress.status(), wait.value); // the body of the response does not matter
            }
            if (Thread.currentThread().isInterrupted()) { // this process stops
                return new SubmissionResult.NotTried("interrupted");
            }
            return new SubmissionResult.TryLater(
                    Printable.reason((progress.isRequestSent() ? "broken: " : "no-connection: ") + e.getMessage()),
                    Duration.ZERO,
                    e instanceof InterruptedIOException);
        }
    }

    /**
     * Takes Retry-After out of the response before the client sees it: OkHttp repeats a request on 503 with "Retry-After: 0" even
     * with retries turned off, and throws a NumberFormatException for a number that is too large.
     */
    private static final class RetryAfter implements Interceptor {
        private volatile @Nullable String value;

        @Override
        public Response intercept(Chain chain) throws IOException {
            Response response = chain.proceed(chain.request());
            value = response.header("Retry-After");
            return response.newBuilder().removeHeader("Retry-After").build();
        }
    }

    private OkHttpClient client(
            InetAddress address, Limits limits, RecordingTrustManager manager, Progress progress, RetryAfter wait) {
        return GuardedClient.builder(
                        name -> List.of(address), Proxy.NO_PROXY, sockets, manager, limits.connect(), progress)
                // The trust manager has matched the name; unless strict, its faults are tolerated.
                .hostnameVerifier(
                        (host, session) -> !trust.isStrict() || manager.faults().isEmpty())
                .addNetworkInterceptor(wait)
                .callTimeout(limits.total())
                .build();
    }

    /** Any 2xx is success (D28); a 4xx other than 408 and 429 is permanent. */
    private SubmissionResult judge(int status, @Nullable String retryAfter) {
        if (status / 100 == 2) {
            return new SubmissionResult.Accepted();
        }
        if (status / 100 == 4 && status != 408 && status != 429) {
            return new SubmissionResult.Refused("status " + status, RefusedBy.DESTINATION, status == 413);
        }
        return new SubmissionResult.TryLater("status " + status, notBefore(retryAfter));
    }

    private Duration notBefore(@Nullable String retryAfter) {
        if (retryAfter == null) {
            return Duration.ZERO;
        }
        try {
            if (retryAfter.matches("[0-9]+")) {
                return retryAfter.length() > MAX_DIGITS
                        ? Backoff.WINDOW
                        : clamped(Duration.ofSeconds(Long.parseLong(retryAfter)));
            }
            ZonedDateTime time = ZonedDateTime.parse(retryAfter, DateTimeFormatter.RFC_1123_DATE_TIME);
            return clamped(Duration.between(clock.instant(), time.toInstant()));
        } catch (DateTimeException e) {
            return Duration.ZERO; // malformed: ignored
        }
    }

    /** A longer wait than the time for attempts is shortened, so that there is a last attempt. */
    private static Duration clamped(Duration wait) {
        return wait.isNegative() ? Duration.ZERO : wait.compareTo(Backoff.WINDOW) > 0 ? Backoff.WINDOW : wait;
    }

    private static SubmissionResult.TryLater later(String reason) {
        return new SubmissionResult.TryLater(Printable.reason(reason), Duration.ZERO);
    }
}
