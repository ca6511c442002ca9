package io.github.mtasts.tool.publish;

import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.server.CertificateFiles;
import io.github.mtasts.tool.server.CertificateJudge;
import io.github.mtasts.tool.server.CertificateRack;
import io.github.mtasts.tool.server.CertificateSource;
import io.github.mtasts.tool.server.CertificateState;
import io.github.mtasts.tool.server.ServedCertificate;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * Takes certificates from a folder in which somebody else renews them: for each host {@code HOST.pem} with chain and key, or
 * {@code HOST/fullchain.pem} and {@code HOST/privkey.pem}. New ones that cannot be used are refused, and the old ones stay.
 * Thread-safe.
 */
final class FileCertificates implements CertificateSource {
    private final Path folder;
    private final CertificateRack rack;
    private final CertificateJudge judge;
    private final ServiceLog log;
    private final Map<String, Known> hosts = new TreeMap<>();

    private static final class Known {
        private final CertificateFiles files;
        private Optional<ServedCertificate> certificate = Optional.empty();
        private String failure = "";
        private int failures;

        Known(CertificateFiles files) {
            this.files = files;
        }
    }

    FileCertificates(Path folder, CertificateRack rack, ServiceLog log, Clock clock) {
        this.folder = folder;
        this.rack = rack;
        this.judge = new CertificateJudge(clock);
        this.log = log;
    }

    @Override
    public synchronized void tick(Set<String> wanted) {
        for (String host : List.copyOf(hosts.keySet())) {
            if (!wanted.contains(host)) {
                hosts.remove(host);
                rack.remove(host);
            }
        }
        for (String host : wanted) {
            look(host, hosts.computeIfAbsent(host, this::known));
        }
    }

    private Known known(String host) {
        Path inFolder = folder.resolve(host);
        return new Known(
                Files.isDirectory(inFolder)
                        ? new CertificateFiles(inFolder.resolve("fullchain.pem"), inFolder.resolve("privkey.pem"))
                        : new CertificateFiles(folder.resolve(host + ".pem")));
    }

    private void look(String host, Known known) {
        try {
            Optional<ServedCertificate> changed = known.files.changed();
            if (changed.isEmpty()) {
                return;
            }
            Optional<String> fault = judge.fault(changed.get(), host);
            if (fault.isPresent() && known.certificate.isPresent()) {
                throw new IOException("senders would refuse it: " + fault.get());
            }
            rack.put(host, changed.get());
            known.certificate = changed;
            known.failure = fault.map(each -> "senders refuse it: " + each).orElse("");
            known.failures = 0;
            log.say(
                    "certificate-read",
                    "read the certificate of " + host + ", valid until "
                            + changed.get().end()
                            + fault.map(each -> ", which senders refuse: " + each)
                                    .orElse(""),
                    new JsonObject()
                            .with("host", host)
                            .with("end", changed.get().end()));
        } catch (IOException e) {
            known.failure = Errors.reason(e);
            known.failures++;
            log.say(
                    "certificate-refused",
                    "the certificate of " + host + " cannot be used: " + Errors.reason(e)
                            + (known.certificate.isPresent() ? "; the old one stays" : ""),
                    new JsonObject().with("host", host));
        }
    }

    @Override
    public synchronized List<CertificateState> states() {
        List<CertificateState> states = new ArrayList<>();
        hosts.forEach((host, known) -> states.add(new CertificateState(
                host, known.certificate.map(ServedCertificate::end), Optional.empty(), known.failure, known.failures)));
        return states;
    }

    @Override
    public void close() {
        // There is nothing to end.
    }
}
