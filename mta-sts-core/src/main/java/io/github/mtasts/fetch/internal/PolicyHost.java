package io.github.mtasts.fetch.internal;

import io.github.mtasts.fetch.FetchResult.Cause;
import io.github.mtasts.fetch.FetchResult.Failed;
import io.github.mtasts.name.PolicyDomain;
import javax.net.ssl.SNIHostName;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** The name and the URL of the Policy Host of a domain (RFC 8461 section 3.2). */
public final class PolicyHost {
    private static final int MAX_NAME_LENGTH = 253;

    private PolicyHost() {}

    /**
     * The Policy Host of a domain.
     *
     * @param domain the Policy Domain
     * @return its name, which may be {@link #unusable}
     */
    public static String of(PolicyDomain domain) {
        return "mta-sts." + domain.name();
    }

    /**
     * Checks that a Policy Host can be asked. RFC 8461 section 7.1 requires SNI, which carries host names only (RFC 6066): an
     * underscore cannot be sent.
     *
     * @param host the Policy Host
     * @return the failure; null when the host can be asked
     */
    public static @Nullable Failed unusable(String host) {
        if (host.length() > MAX_NAME_LENGTH) {
            return Failures.fetchError(Cause.DNS, "name-too-long: the Policy Host has " + host.length() + " octets");
        }
        if (!canBeSni(host)) {
            return Failures.fetchError(Cause.TLS, "name-not-sni: " + host + " cannot be sent as SNI");
        }
        HttpUrl url = HttpUrl.parse(url(host));
        if (url == null || !url.host().equals(host)) { // an A-label without a meaning, or with that of another name
            return Failures.fetchError(Cause.DNS, "name-not-url: " + host + " is not allowed in a URL");
        }
        return null;
    }

    static String url(String host) {
        return "https://" + host + "/.well-known/mta-sts.txt";
    }

    private static boolean canBeSni(String host) {
        try {
            return !new SNIHostName(host).getAsciiName().isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
