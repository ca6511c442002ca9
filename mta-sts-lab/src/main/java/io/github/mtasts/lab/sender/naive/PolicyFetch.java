package io.github.mtasts.lab.sender.naive;

import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.sender.AdjustableTrustManager;
import io.github.mtasts.lab.sender.Dns;
import io.github.mtasts.testkit.TestNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Fetches the text of a policy (RFC 8461 section 3.3). */
final class PolicyFetch {
    private static final int LIMIT = 65_536;
    private static final int ENOUGH = 64 << 20;
    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final TestNetwork net;
    private final Set<Flaw> flaws;
    private final CertificateCheck certificates;

    PolicyFetch(TestNetwork net, Set<Flaw> flaws, CertificateCheck certificates) {
        this.net = net;
        this.flaws = flaws;
        this.certificates = certificates;
    }

    /** The text, or null if the fetch failed. */
    @Nullable
    String fetch(String domain) throws GeneralSecurityException {
        Request request = new Request.Builder()
                .url("https://mta-sts." + domain + "/.well-known/mta-sts.txt")
                .header("Accept-Encoding", "identity")
                .build();
        try (Response response = client().newCall(request).execute()) {
            String type = response.header("Content-Type", "");
            boolean usable = (response.code() == 200 || flaws.contains(Flaw.ACCEPTS_ANY_STATUS))
                    && ((type != null && type.startsWith("text/plain")) || flaws.contains(Flaw.ACCEPTS_ANY_TYPE));
            return usable ? body(response) : null;
        } catch (IOException e) {
            return null; // the policy that is known stays
        }
    }

    private OkHttpClient client() throws GeneralSecurityException {
        AdjustableTrustManager trustManager = new AdjustableTrustManager();
        if (!flaws.contains(Flaw.TRUSTS_ANY_POLICY_HOST)) {
            trustManager.use(certificates::checkChain);
        }
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, new TrustManager[] {trustManager}, null);
        boolean limited = !flaws.contains(Flaw.NO_FETCH_DEADLINE) && !flaws.contains(Flaw.READS_ANY_SIZE);
        return new OkHttpClient.Builder()
                .dns(this::addresses)
                .socketFactory(net.sockets())
                .sslSocketFactory(context.getSocketFactory(), trustManager)
                .hostnameVerifier(this::isFor)
                .followRedirects(flaws.contains(Flaw.FOLLOWS_REDIRECTS))
                .connectTimeout(PATIENCE)
                .readTimeout(PATIENCE)
                .callTimeout(limited ? PATIENCE : Duration.ZERO)
                .build();
    }

    private boolean isFor(String host, SSLSession session) {
        if (flaws.contains(Flaw.TRUSTS_ANY_POLICY_HOST)) {
            return true;
        }
        try {
            X509Certificate leaf = (X509Certificate) session.getPeerCertificates()[0];
            certificates.checkNames(leaf, name -> certificates.standsFor(name, host));
            return true;
        } catch (SSLPeerUnverifiedException | CertificateException e) {
            return false;
        }
    }

    private List<InetAddress> addresses(String host) throws UnknownHostException {
        List<InetAddress> found = new Dns(net).addresses(host).found();
        boolean inside = found.stream().anyMatch(this::isInside);
        if (found.isEmpty() || (inside && !flaws.contains(Flaw.FETCHES_FROM_INSIDE))) {
            throw new UnknownHostException(host);
        }
        return found;
    }

    private boolean isInside(InetAddress address) {
        boolean elsewhereInside =
                address.isSiteLocalAddress() || address.isLinkLocalAddress() || isUniqueLocal(address);
        return address.isLoopbackAddress() || (elsewhereInside && !flaws.contains(Flaw.REFUSES_LOOPBACK_ONLY));
    }

    /** The addresses fc00::/7 (RFC 4193 section 3.1). */
    private static boolean isUniqueLocal(InetAddress address) {
        return address instanceof Inet6Address && (address.getAddress()[0] & 0xfe) == 0xfc;
    }

    private @Nullable String body(Response response) throws IOException {
        InputStream in = response.body().byteStream();
        boolean packed = "gzip".equals(response.header("Content-Encoding"));
        if (packed && flaws.contains(Flaw.DECOMPRESSES)) {
            byte[] octets = new GZIPInputStream(in).readAllBytes(); // the limit applies to the packed octets only
            return new String(octets, StandardCharsets.UTF_8);
        }
        byte[] start = in.readNBytes(LIMIT);
        int next = in.read();
        if (next < 0 || flaws.contains(Flaw.CUTS_BODIES)) {
            return new String(start, StandardCharsets.UTF_8);
        }
        return flaws.contains(Flaw.READS_ANY_SIZE) ? toTheEnd(start, next, in) : null;
    }

    /** Reads to the end; keeps a limited number of octets, as all of them would exhaust the memory. */
    private static String toTheEnd(byte[] start, int next, InputStream in) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(start);
        all.write(next);
        byte[] block = new byte[LIMIT];
        for (int length = in.read(block); length >= 0; length = in.read(block)) {
            if (all.size() < ENOUGH) {
                all.write(block, 0, length);
            }
            if (Thread.currentThread().isInterrupted()) {
                throw new IOException("interrupted");
            }
        }
        return all.toString(StandardCharsets.UTF_8);
    }
}
