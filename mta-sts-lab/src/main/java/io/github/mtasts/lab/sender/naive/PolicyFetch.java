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
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLPeerUnverifiedException;
import javax.net.ssl.SSLSession;
import javax.net.ssl.TrustManager;
import okhttp3.OkHttpClient;
import okhttp3.Protocol;
import okhttp3.Request;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/** Fetches the text of a policy (RFC 8461 section 3.3). */
final class PolicyFetch {
    private static final int LIMIT = 65_536;
    private static final int MAX_ADDRESSES = 8;
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
                .socketFactory(
                        flaws.contains(Flaw.ENDS_AT_WARNINGS)
                                ? net.sockets()
                                : new WarningTolerantSockets(net.sockets()))
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
        Dns dns = new Dns(net);
        List<InetAddress> v6 = dns.ipv6Addresses(host).found();
        List<InetAddress> v4 = dns.addresses(host).found();
        List<InetAddress> found = flaws.contains(Flaw.TRIES_EIGHT_ADDRESSES)
                ? Stream.concat(v6.stream(), v4.stream()).toList()
                : takingTurns(v6, v4);
        boolean inside = found.stream().anyMatch(this::isInside);
        if (found.isEmpty() || (inside && !flaws.contains(Flaw.FETCHES_FROM_INSIDE))) {
            throw new UnknownHostException(host);
        }
        return found.subList(0, Math.min(MAX_ADDRESSES, found.size()));
    }

    private static List<InetAddress> takingTurns(List<InetAddress> v6, List<InetAddress> v4) {
        List<InetAddress> all = new ArrayList<>();
        for (int i = 0; i < Math.max(v6.size(), v4.size()); i++) {
            all.addAll(v6.subList(Math.min(i, v6.size()), Math.min(i + 1, v6.size())));
            all.addAll(v4.subList(Math.min(i, v4.size()), Math.min(i + 1, v4.size())));
        }
        return all;
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
        if (!isEndMarked(response) && !flaws.contains(Flaw.TAKES_UNMARKED_ENDS)) {
            return null;
        }
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

    /** RFC 9112 section 6.3. */
    private static boolean isEndMarked(Response response) {
        return response.protocol() == Protocol.HTTP_2
                || response.header("Content-Length") != null
                || "chunked".equalsIgnoreCase(response.header("Transfer-Encoding"));
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
