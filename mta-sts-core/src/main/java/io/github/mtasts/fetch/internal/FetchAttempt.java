package io.github.mtasts.fetch.internal;

import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.FetchResult.Cause;
import io.github.mtasts.fetch.FetchResult.Failed;
import io.github.mtasts.fetch.FetchResult.Fetched;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.trust.internal.RecordingTrustManager;
import io.github.mtasts.trust.internal.TlsLimits;
import java.io.IOException;
import java.net.Proxy;
import java.net.SocketTimeoutException;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.regex.Pattern;
import javax.net.ssl.HostnameVerifier;
import javax.net.ssl.SSLException;
import okhttp3.Call;
import okhttp3.Dns;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import okio.BufferedSource;

/**
 * One GET over a separate connection to one address.
 *
 * <p>Comes in: a permitted address. Goes out: a policy, or the reason why there is none. The body limit bounds memory; the
 * caller limits the time, and cancels {@link #call()}.
 */
final class FetchAttempt {
    private static final String USER_AGENT = "mta-sts-java";
    /** The HTTP client's message when the proxy answers with Bad Gateway, Service Unavailable or Gateway Timeout. */
    private static final Pattern NO_TUNNEL = Pattern.compile("CONNECT: 50[234]");

    private final FetchSettings settings;
    private final Progress progress = new Progress();
    private final RecordingTrustManager trust;
    private final Call call;

    /**
     * Prepares an attempt.
     *
     * @param settings the settings of the fetcher
     * @param host the Policy Host
     * @param addresses supplies the address to connect to
     * @param share how long connecting may take
     */
    FetchAttempt(FetchSettings settings, String host, Dns addresses, Duration share) {
        this.settings = settings;
        this.trust = RecordingTrustManager.refusing(settings.verifier(), host);
        this.call = client(addresses, share)
                .newCall(new Request.Builder()
                        .url(PolicyHost.url(host))
                        .header("Accept", "text/plain")
                        .header("Accept-Encoding", "identity")
                        .header("Connection", "close")
                        .header("User-Agent", USER_AGENT)
                        .build());
    }

    Call call() {
        return call;
    }

    /** Whether another address may be tried: no request has been sent yet. */
    boolean mayTryElsewhere() {
        return !progress.isRequestSent();
    }

    /** Whether a TLS handshake with the Policy Host has begun. */
    boolean hasBegunTls() {
        return progress.hasBegunTls();
    }

    FetchResult run() {
        try (Response response = call.execute()) {
            return read(response);
        } catch (RefusedException e) {
            return e.result();
        } catch (IOException e) {
            return failure(e);
        }
    }

    private OkHttpClient client(Dns addresses, Duration share) {
        Proxy proxy = settings.proxy() == null ? Proxy.NO_PROXY : new Proxy(Proxy.Type.HTTP, settings.proxy());
        OkHttpClient.Builder client = GuardedClient.builder(
                        addresses, proxy, settings.sockets(), trust, share, progress)
                .hostnameVerifier(verifiedAlready());
        if (settings.verifier().checksRevocation()) {
            client.addNetworkInterceptor(new RevocationStep(settings.verifier(), trust));
        }
        return client.addNetworkInterceptor(new ResponseRules(settings.acceptsMissingContentType()))
                .build();
    }

    /** The verifier has matched the DNS-ID; this checks that it ran, and for this certificate. */
    private HostnameVerifier verifiedAlready() {
        return (host, session) -> {
            try {
                return trust.faults().isEmpty()
                        && !trust.chain().isEmpty()
                        && trust.chain().get(0).equals(session.getPeerCertificates()[0]);
            } catch (SSLException e) {
                return false;
            }
        };
    }

    private FetchResult read(Response response) throws IOException {
        int limit = settings.maxBodyBytes();
        BufferedSource body = response.body().source();
        if (response.body().contentLength() > limit || body.request(limit + 1L)) {
            return Failures.fetchError(Cause.TOO_LARGE, "body-too-large: more than " + limit + " octets");
        }
        PolicyParse parse = PolicyParser.parse(body.readByteArray());
        if (parse instanceof PolicyParse.Valid valid) {
            return new Fetched(valid.policy(), valid.warnings());
        }
        PolicyParse.Invalid invalid = (PolicyParse.Invalid) parse;
        return Failures.invalidPolicy(invalid.reason(), invalid.lines());
    }

    private Failed failure(IOException e) {
        if (!trust.faults().isEmpty()) {
            return Failures.certificate(trust.faults());
        }
        String limit = TlsLimits.reason(e);
        if (limit != null) {
            return Failures.fetchError(Cause.OWN_LIMIT, limit);
        }
        if (LocalErrors.isLocal(e)) {
            return Failures.fetchError(Cause.OWN_FAULT, "local-error: " + e.getMessage());
        }
        if (isProxysFailure(e)) {
            return Failures.fetchError(Cause.OWN_FAULT, "proxy-failed: " + e.getMessage());
        }
        if (hasCause(e, CertificateException.class)) {
            return Failures.certificate("unreadable-certificate: " + e.getMessage());
        }
        if (progress.status() != 0) {
            try {
                ResponseRules.checkStatus(progress.status()); // such as a 204 with a body
            } catch (RefusedException refused) {
                return refused.result();
            }
        }
        if (hasCause(e, SocketTimeoutException.class)) {
            return Failures.fetchError(Cause.TIMEOUT, "connect-timeout: " + e.getMessage());
        }
        if (progress.isInHandshake() || e instanceof SSLException) {
            return Failures.fetchError(Cause.TLS, "tls-failed: " + e.getMessage());
        }
        String code = progress.isRequestSent() ? "connection-broken: " : "connection-failed: ";
        return Failures.fetchError(Cause.CONNECTION, code + e.getMessage());
    }

    /** Up to the tunnel, a failure is the operator's proxy's, unless it says that the host is out of its reach. */
    private boolean isProxysFailure(IOException e) {
        return settings.proxy() != null
                && !progress.hasBegunTls()
                && !NO_TUNNEL.matcher(String.valueOf(e.getMessage())).find();
    }

    private static boolean hasCause(Throwable thrown, Class<? extends Throwable> type) {
        Throwable next = thrown;
        for (int depth = 0; next != null && depth < 10; depth++) {
            if (type.isInstance(next)) {
                return true;
            }
            next = next.getCause();
        }
        return false;
    }
}
