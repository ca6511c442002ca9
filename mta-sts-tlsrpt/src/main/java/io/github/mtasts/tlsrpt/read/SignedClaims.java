package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Stream;

/**
 * The submitters that the signatures of a mail cover: those in TLS-Report-Submitter, or the domain of From if no signature
 * covers that field (D27). A field that no signature covers is not believed: anybody can add it to a signed mail.
 *
 * @param bySigner the submitters that the signatures of each signer (d=) cover, in the order of the signers
 * @param isValid false if a submitter is not a domain name, so that no signature can match it
 * @see <a href="https://www.rfc-editor.org/rfc/rfc6376#section-5.4.2">RFC 6376 section 5.4.2</a>
 */
record SignedClaims(Map<String, List<PolicyDomain>> bySigner, boolean isValid) {
    private static final String SUBMITTER = "TLS-Report-Submitter";
    private static final String FROM = "From";

    /** Returns the claims that the valid signatures cover; none unless there is a valid signature. */
    static SignedClaims of(MailHeader header, DkimVerdict verdict) {
        List<String> signers = verdict instanceof DkimVerdict.Valid valid ? valid.domains() : List.of();
        Map<String, List<Optional<PolicyDomain>>> claims = claims(header, signers, SUBMITTER);
        if (claims.values().stream().allMatch(List::isEmpty)) {
            claims = claims(header, signers, FROM);
        }
        Map<String, List<PolicyDomain>> parsed = new LinkedHashMap<>();
        claims.forEach((signer, domains) ->
                parsed.put(signer, domains.stream().flatMap(Optional::stream).toList()));
        return new SignedClaims(
                parsed, claims.values().stream().flatMap(List::stream).allMatch(Optional::isPresent));
    }

    /** Returns the submitter that a mail has if all its signatures are valid. */
    static Submitter claimed(MailHeader header) {
        List<String> signers = header.values("DKIM-Signature").stream()
                .map(field -> tags(field).getOrDefault("d", "").toLowerCase(Locale.ROOT))
                .filter(signer -> !signer.isEmpty())
                .toList();
        SignedClaims claims = of(header, new DkimVerdict.Valid(signers, List.of()));
        return claims.submitters().isEmpty() ? Submitter.UNVERIFIED : Submitter.verified(claims.submitters(), signers);
    }

    private static Map<String, List<Optional<PolicyDomain>>> claims(
            MailHeader header, List<String> signers, String name) {
        List<String> values = header.values(name);
        Map<String, List<Optional<PolicyDomain>>> claims = new LinkedHashMap<>();
        for (String signer : signers) {
            int covered = (int) Math.min(values.size(), covered(header, signer, name));
            // A signature covers the lowest fields of a name.
            claims.put(
                    signer,
                    values.subList(values.size() - covered, values.size()).stream()
                            .flatMap(value -> name.equals(FROM) ? addressDomains(value) : named(value))
                            .toList());
        }
        return claims;
    }

    /**
     * Returns the number of fields with a name that all signatures of a signer cover, because the verdict does not tell which of
     * them is valid. Without a signature field, the verifier has another source, and only From counts as covered.
     */
    private static long covered(MailHeader header, String signer, String name) {
        OptionalLong covered = header.values("DKIM-Signature").stream()
                .map(SignedClaims::tags)
                .filter(tags -> signer.equalsIgnoreCase(tags.getOrDefault("d", "")))
                .mapToLong(tags -> Arrays.stream(tags.getOrDefault("h", "").split(":", -1))
                        .filter(name::equalsIgnoreCase)
                        .count())
                .min();
        return covered.orElse(name.equals(FROM) ? 1 : 0);
    }

    /** Returns whether the signatures that authenticate the submitters cover all fields with a name, or there is none. */
    boolean cover(MailHeader header, String name) {
        return signers().stream()
                .allMatch(signer ->
                        covered(header, signer, name) >= header.values(name).size());
    }

    /** Returns the tags of a signature without white space, which is insignificant in d= and h=. */
    private static Map<String, String> tags(String signature) {
        Map<String, String> tags = new HashMap<>();
        for (String tag : signature.replaceAll("\\s", "").split(";", -1)) {
            int equals = tag.indexOf('=');
            if (equals > 0) {
                tags.putIfAbsent(tag.substring(0, equals), tag.substring(equals + 1));
            }
        }
        return tags;
    }

    private static Stream<Optional<PolicyDomain>> named(String value) {
        return Stream.of(PolicyDomain.parse(value.toLowerCase(Locale.ROOT)));
    }

    private static Stream<Optional<PolicyDomain>> addressDomains(String from) {
        try {
            return Stream.of(InternetAddress.parseHeader(from, false))
                    .map(InternetAddress::getAddress)
                    .map(address -> PolicyDomain.parse(address.substring(address.lastIndexOf('@') + 1)));
        } catch (AddressException e) {
            return Stream.of(Optional.empty());
        }
    }

    /** Returns the submitters without duplicates; empty if there is none, or if one is not a domain name. */
    List<PolicyDomain> submitters() {
        Set<PolicyDomain> all = new LinkedHashSet<>();
        bySigner.values().forEach(all::addAll);
        return isValid ? List.copyOf(all) : List.of();
    }

    /** Returns the signers whose signature covers a submitter that is their domain or a subdomain of it. */
    List<String> signersOf(PolicyDomain submitter) {
        List<String> signers = new ArrayList<>();
        bySigner.forEach((signer, claimed) -> {
            if (claimed.contains(submitter) && isSameOrParent(signer, submitter.name())) {
                signers.add(signer);
            }
        });
        return signers;
    }

    /** Returns the signers that authenticate the submitters. */
    List<String> signers() {
        return submitters().stream()
                .flatMap(submitter -> signersOf(submitter).stream())
                .distinct()
                .toList();
    }

    /** A top-level domain does not authenticate its subdomains. */
    private static boolean isSameOrParent(String signer, String submitter) {
        return submitter.equals(signer) || (signer.contains(".") && submitter.endsWith("." + signer));
    }

    /** Adds a warning for each submitter in the header that no signature covers and that is not the submitter. */
    void warnOfOthers(MailHeader header, Warnings warnings) {
        for (String value : header.values(SUBMITTER)) {
            Optional<PolicyDomain> domain = PolicyDomain.parse(value.toLowerCase(Locale.ROOT));
            if (domain.isEmpty() || !submitters().contains(domain.get())) {
                warnings.add("no signature covers " + SUBMITTER + ": "
                        + domain.map(PolicyDomain::name).orElse("not a domain name") + "; ignored");
            }
        }
    }
}
