package io.github.mtasts.tlsrpt.record;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.internal.DotAtom;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Reads entries of a rua field (RFC 8460 section 3, D20). What cannot be used becomes a warning and costs no other entry
 * (pitfall 26).
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
        if (entry.indexOf('!') >= 0) {
            return unusable(entry, "it has a raw exclamation mark, which must be written %21");
        }
        if (!entry.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
            return unusable(entry, "it has spaces, control characters or characters outside ASCII");
        }
        if (entry.length() > MAX_LENGTH) {
            return unusable(entry, "it is longer than " + MAX_LENGTH + " characters");
        }
        if (startsWith(entry, MAILTO)) {
            return mail(entry);
        }
        return startsWith(entry, HTTPS) ? https(entry) : unusable(entry, "it begins with neither mailto: nor https:");
    }

    private static boolean startsWith(String entry, String scheme) {
        return entry.length() >= scheme.length()
                && entry.substring(0, scheme.length()).toLowerCase(Locale.ROOT).equals(scheme);
    }

    private @Nullable ReportDestination mail(String entry) {
        int question = entry.indexOf('?'); // header fields of the mailto are ignored
        String decoded = decoded(entry.substring(MAILTO.length(), question < 0 ? entry.length() : question));
        if (decoded == null) {
            return unusable(entry, "its percent-encoding is broken");
        }
        List<String> addresses = new ArrayList<>();
        for (String address : decoded.split(",", -1)) {
            String canonical = canonical(address.strip());
            if (canonical == null || addresses.size() == MAX_ADDRESSES) {
                warnings.add("the address " + Printable.quoted(address, MAX_QUOTED) + " is not used: "
                        + (canonical == null ? "it is no plain mail address" : "there are too many"));
            } else if (!addresses.contains(canonical)) {
                addresses.add(canonical);
            }
        }
        return addresses.isEmpty()
                ? unusable(entry, "it has no usable address")
                : new ReportDestination.Mail(MAILTO + encoded(String.join(",", addresses)), addresses);
    }

    /** A plain addr-spec: no quotes, no comments, no folding, so that it can stand in a header and in RCPT TO as it is. */
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
                return unusable(entry, "its host is no domain name");
            }
            if (uri.getRawUserInfo() != null) {
                return unusable(entry, "it has user information");
            }
            if (uri.getRawFragment() != null) {
                return unusable(entry, "it has a fragment");
            }
            if (uri.getPort() == 0 || uri.getPort() > 65_535) {
                return unusable(entry, "its port does not exist");
            }
            return new ReportDestination.Https(uri.toString(), uri);
        } catch (URISyntaxException e) {
            return unusable(entry, "it is no URI");
        }
    }

    private @Nullable ReportDestination unusable(String entry, String why) {
        warnings.add("the entry " + Printable.quoted(entry, MAX_QUOTED) + " is not used: " + why);
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
