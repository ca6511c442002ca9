package io.github.mtasts.tool.reports;

import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.server.CertificateFiles;
import io.github.mtasts.tool.server.CertificateRack;
import io.github.mtasts.tool.server.ServedCertificate;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.util.Optional;

/** Shows the certificate in files that somebody else renews; one that cannot be used is refused, and told once. Not thread-safe. */
final class CertificateRenewal {
    private final CertificateFiles files;
    private final CertificateRack rack;
    private final ServiceLog log;
    private String refused = "";

    CertificateRenewal(CertificateFiles files, CertificateRack rack, ServiceLog log) {
        this.files = files;
        this.rack = rack;
        this.log = log;
    }

    void look() {
        try {
            Optional<ServedCertificate> changed = files.changed();
            changed.ifPresent(this::show);
        } catch (IOException e) {
            refuse(Errors.reason(e));
        }
    }

    private void show(ServedCertificate certificate) {
        refused = "";
        rack.putForAll(certificate);
        log.say("certificate-read", "read a new certificate, valid until " + certificate.end());
    }

    private void refuse(String why) {
        if (!refused.equals(why)) {
            refused = why;
            log.say(
                    "certificate-refused",
                    "the new certificate cannot be used, so the old one stays: " + why + "; correct the files");
        }
    }
}
