package io.github.mtasts.lab.sender.naive;

import io.github.mtasts.lab.catalogue.Flaw;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.cert.CertPathValidator;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.util.List;
import java.util.Set;
import org.xbill.DNS.TLSARecord;

/** Checks a chain against TLSA records (RFC 7672 section 3). */
final class DaneCheck {
    private static final int DANE_TA = 2;

    private final Set<Flaw> flaws;
    private final CertificateCheck certificates;

    DaneCheck(Set<Flaw> flaws, CertificateCheck certificates) {
        this.flaws = flaws;
        this.certificates = certificates;
    }

    void check(List<TLSARecord> records, X509Certificate[] chain, String host) throws CertificateException {
        for (TLSARecord record : records) {
            if (record.getCertificateUsage() == DANE_TA
                    ? isUnderAnchor(record, chain, host)
                    : isOwn(record, chain, host)) {
                return;
            }
        }
        throw new CertificateException("no TLSA record matches");
    }

    private boolean isOwn(TLSARecord record, X509Certificate[] chain, String host) throws CertificateException {
        if (!matches(record, chain[0])) {
            return false;
        }
        if (flaws.contains(Flaw.CHECKS_NAMES_UNDER_USAGE_3)) {
            certificates.checkNames(chain[0], name -> certificates.standsFor(name, host));
        }
        if (flaws.contains(Flaw.CHECKS_DATES_UNDER_USAGE_3)) {
            chain[0].checkValidity();
        }
        return true;
    }

    private boolean isUnderAnchor(TLSARecord record, X509Certificate[] chain, String host) throws CertificateException {
        for (int i = 1; i < chain.length; i++) {
            if (matches(record, chain[i])) {
                validate(List.of(chain).subList(0, i), chain[i]);
                if (!flaws.contains(Flaw.SKIPS_NAMES_UNDER_USAGE_2)) {
                    certificates.checkNames(chain[0], name -> certificates.standsFor(name, host));
                }
                return true;
            }
        }
        return false;
    }

    private void validate(List<X509Certificate> path, X509Certificate anchor) throws CertificateException {
        try {
            PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(anchor, null)));
            parameters.setRevocationEnabled(false);
            if (flaws.contains(Flaw.SKIPS_DATES_UNDER_USAGE_2)) {
                parameters.setDate(path.get(0).getNotBefore());
            }
            CertPathValidator.getInstance("PKIX")
                    .validate(CertificateFactory.getInstance("X.509").generateCertPath(path), parameters);
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }

    private static boolean matches(TLSARecord record, X509Certificate certificate) throws CertificateException {
        byte[] data = record.getSelector() == 0
                ? certificate.getEncoded()
                : certificate.getPublicKey().getEncoded();
        try {
            byte[] associated = switch (record.getMatchingType()) {
                case 0 -> data;
                case 1 -> MessageDigest.getInstance("SHA-256").digest(data);
                default -> MessageDigest.getInstance("SHA-512").digest(data);
            };
            return MessageDigest.isEqual(associated, record.getCertificateAssociationData());
        } catch (GeneralSecurityException e) {
            throw new CertificateException(e);
        }
    }
}
