package io.github.mtasts.tlsrpt.record;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.internal.RecordGrammar;
import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.internal.DotAtom;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * Parses the entries of a rua field (RFC 8460 section 3, D20). An unusable entry gives a warning, and does not affect
 * the other entries.
 */
final class DestinationReader {
    private static final String MAILTO = "mailto:";
    private static final String HTTPS = "https:";
    private static final int MAX_LENGTH = 2_000;
    private static final int MAX_ADDRESSES = 10;
    private static final int MAX_LOCAL_PART = 64;
    private static final int MAX_QUOTED = 60;

    private final List<String> warnings = new ArrayList<>();

    List<String> warnings() {
        return warnings;
    }

    @Nullable
    ReportDestination read(String entry) {
        int colon = entry.indexOf(':');
        int address = colon + 1;
        while (colon > 0 && address < entry.length() && RecordGrammar.isWhiteSpace(entry.charAt(address))) {
            address++;
        }
        if (address > colon + 1) {
            warnings.add("ignored the white space after the colon of " + Printable.quoted(entry, MAX_QUOTED));
            return destination(entry.substring(0, colon + 1) + entry.substring(address));
        }
        return destination(entry);
    }

    private @Nullable ReportDestination destination(String entry) {
        if (entry.indexOf('!') >= 0) {
            return unusable(entry, "it contains an unencoded exclamation mark; expected %21");
        }
        if (!entry.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return unusable(entry, "it contains spaces, control characters or non-ASCII characters");
        }
        if (entry.length() > MAX_LENGTH) {
            return unusable(entry, "it is longer than " + MAX_LENGTH + " characters");
        }
        if (startsWith(entry, MAILTO)) {
            return mail(entry);
        }
        return startsWith(entry, HTTPS) ? https(entry) : unusable(entry, "its scheme is neither mailto nor https");
    }

    private static boolean startsWith(String entry, String scheme) {
        return entry.length() >= scheme.length()
                && entry.substring(0, scheme.length()).toLowerCase(Locale.ROOT).equals(scheme);
    }

    private @Nullable ReportDestination mail(String entry) {
        int question = entry.indexOf('?'); // the header fields of a mailto URI are ignored
        String decoded = decoded(entry.substring(MAILTO.length(), question < 0 ? entry.length() : question));
        if (decoded == null) {
            return unusable(entry, "its percent-encoding is malformed");
        }
        List<String> addresses = new ArrayList<>();
        for (String address : decoded.split(",", -1)) {
            String canonical = canonical(address.strip());
            if (canonical == null || addresses.size() == MAX_ADDRESSES) {
                warnings.add("ignored address " + Printable.quoted(address, MAX_QUOTED) + ": "
                        + (canonical == null ? "it is not a plain mail address" : "there are too many"));
            } else if (!addresses.contains(canonical)) {
                addresses.add(canonical);
            }
        }
        if (addresses.isEmpty()) {
            return unusable(entry, "it has no usable address");
        }
        String uri = MAILTO + encoded(String.join(",", addresses));
        return uri.length() > MAX_LENGTH
                ? unusable(entry, "it is longer than " + MAX_LENGTH + " characters when its addresses are encoded")
                : new ReportDestination.Mail(uri, addresses);
    }

    /**
     * Returns a plain addr-spec without quotes, comments and folding, which is safe in a header and in RCPT TO; null if
     * it is not one.
     */
    private static @Nullable String canonical(String address) {
        int at = address.lastIndexOf('@');
        if (at < 1 || at > MAX_LOCAL_PART || !DotAtom.matches(address.substring(0, at))) {
            return null;
        }
        Optional<PolicyDomain> domain = PolicyDomain.parse(address.substring(at + 1));
        return domain.map(name -> address.substring(0, at) + "@" + name).orElse(null);
    }

    private @Nullable ReportDestination https(String entry) {
        try {
            URI uri = new URI(HTTPS + entry.substring(HTTPS.length())).parseServerAuthority();
            String host = uri.getHost();
            if (host == null || PolicyDomain.parse(host).isEmpty()) {
                return unusable(entry, "its host is not a domain name");
            }
            if (uri.getRawUserInfo() != null) {
                return unusable(entry, "it has user information");
            }
            if (uri.getRawFragment() != null) {
                return unusable(entry, "it has a fragment");
            }
            if (uri.getPort() == 0 || uri.getPort() > 65_535) {
                return unusable(entry, "its port is out of range");
            }
            HttpUrl url = HttpUrl.parse(uri.toString());
            if (url == null || !url.host().equals(host.toLowerCase(Locale.ROOT))) {
                return unusable(entry, "its host is not a valid internationalised domain name");
            }
            return new ReportDestination.Https(uri.toString(), uri);
        } catch (URISyntaxException e) {
            return unusable(entry, "it is not a URI");
        }
    }

    private @Nullable ReportDestination unusable(String entry, String why) {
        warnings.add("ignored entry " + Printable.quoted(entry, MAX_QUOTED) + ": " + why);
        return null;
    }

    private static @Nullable String decoded(String text) {
        byte[] octets = new byte[text.length()];
        int length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                int high = i + 2 < text.length() ? Character.digit(text.charAt(i + 1), 16) : -1;
                int low = high < 0 ? -1 : Character.digit(text.charAt(i + 2), 16);
                if (low < 0) {
                    return null;
                }
                octets[length++] = (byte) (high * 16 + low);
                i += 2;
            } else {
                octets[length++] = (byte) c;
            }
        }
        return new String(octets, 0, length, StandardCharsets.UTF_8);
    }

    private static String encoded(String addresses) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < addresses.length(); i++) {
            char c = addresses.charAt(i);
            boolean plain = Character.isLetterOrDigit(c) || "@.-_~+=&'*/$".indexOf(c) >= 0;
            text.append(plain ? String.valueOf(c) : String.format(Locale.ROOT, "%%%02X", (int) c));
        }
        return text.toString();
    }
}
