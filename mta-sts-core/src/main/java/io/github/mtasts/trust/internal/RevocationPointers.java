package io.github.mtasts.trust.internal;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.security.cert.X509Extension;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/**
 * The places where the revocation of a certificate is published (RFC 5280 sections 4.2.1.13 and 4.2.2.1). Only plain HTTP is
 * used: HTTPS would need a certificate that must be verified in turn. At most two of each kind are used.
 *
 * @param ocsp OCSP responders
 * @param crls CRLs that cover all reasons and come from the issuer itself
 */
record RevocationPointers(List<URI> ocsp, List<URI> crls) {
    private static final String AUTHORITY_INFO_ACCESS = "1.3.6.1.5.5.7.1.1";
    private static final String CRL_DISTRIBUTION_POINTS = "2.5.29.31";
    private static final byte[] OCSP = {0x2b, 6, 1, 5, 5, 7, 0x30, 1};

    private static final int SEQUENCE = 0x30;
    private static final int OCTET_STRING = 0x04;
    private static final int URI_NAME = 0x86;
    private static final int CONTEXT_0 = 0xa0;
    private static final int MAX_URIS = 2;

    static RevocationPointers of(X509Extension certificate) {
        return new RevocationPointers(responders(certificate), distributionPoints(certificate));
    }

    private static List<URI> responders(X509Extension certificate) {
        byte[] extension = certificate.getExtensionValue(AUTHORITY_INFO_ACCESS);
        List<URI> found = new ArrayList<>();
        if (extension == null) {
            return found;
        }
        try {
            Der descriptions = new Der(extension).enter(OCTET_STRING).enter(SEQUENCE);
            while (descriptions.hasNext()) {
                Der description = descriptions.enter(SEQUENCE);
                boolean isOcsp = Arrays.equals(description.next().value(), OCSP);
                if (isOcsp) {
                    addUri(description.next(), found);
                }
            }
        } catch (Der.MalformedException e) {
            return List.of(); // malformed
        }
        return found;
    }

    private static List<URI> distributionPoints(X509Extension certificate) {
        byte[] extension = certificate.getExtensionValue(CRL_DISTRIBUTION_POINTS);
        List<URI> found = new ArrayList<>();
        if (extension == null) {
            return found;
        }
        try {
            Der points = new Der(extension).enter(OCTET_STRING).enter(SEQUENCE);
            while (points.hasNext()) {
                Der point = points.enter(SEQUENCE);
                Der.Element name = point.next();
                if (name.tag() == CONTEXT_0
                        && !point.hasNext()) { // further elements: some reasons only, or another issuer
                    addFullNames(name.value(), found);
                }
            }
        } catch (Der.MalformedException e) {
            return List.of();
        }
        return found;
    }

    /** Reads the fullName of a DistributionPointName (RFC 5280 section 4.2.1.13). */
    static void addFullNames(byte[] distributionPointName, List<URI> found) throws Der.MalformedException {
        Der.Element name = new Der(distributionPointName).next();
        if (name.tag() == CONTEXT_0) {
            Der names = new Der(name.value());
            while (names.hasNext()) {
                addUri(names.next(), found);
            }
        }
    }

    private static void addUri(Der.Element name, List<URI> found) {
        if (name.tag() != URI_NAME || found.size() >= MAX_URIS) {
            return;
        }
        try {
            URI uri = new URI(new String(name.value(), StandardCharsets.ISO_8859_1));
            if (uri.getScheme() != null
                    && uri.getScheme().toLowerCase(Locale.ROOT).equals("http")
                    && uri.getHost() != null) {
                found.add(uri);
            }
        } catch (URISyntaxException e) {
            return; // not a URI
        }
    }
}
