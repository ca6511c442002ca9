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
        private final boolean isInFolder;
        private final CertificateFiles files;
        /** What is in the files; it may be one that senders would refuse. */
        private Optional<ServedCertificate> latest = Optional.empty();

        private Optional<ServedCertificate> certificate = Optional.empty();
        private String failure = "";
        private int failures;

        Known(boolean isInFolder, CertificateFiles files) {
            this.isInFolder = isInFolder;
            this.files = files;
        }

        /** Notes a failure; false when it is the one that is known. */
        private boolean note(String why) {
            if (failure.equals(why)) {
                return false;
            }
            failure = why;
            failures++;
            return true;
        }
    }

    FileCertificates(Path folder, CertificateRack rack, ServiceLog log, Clock clock) {
        this.folder = folder;
        this.rack = rack;
        this.judge = new CertificateJudge(clock);
        this.log = log;
    }

    @Override
    public void load(Set<String> wanted) {
        tick(wanted);
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
            // An ACME client may make the folder of a host long after this service has started.
            hosts.computeIfPresent(
                    host,
                    (name, known) ->
                            known.isInFolder == Files.isDirectory(folder.resolve(name)) ? known : moved(known, name));
            look(host, hosts.computeIfAbsent(host, this::known));
        }
    }

    private Known known(String host) {
        Path inFolder = folder.resolve(host);
        return Files.isDirectory(inFolder)
                ? new Known(
                        true, new CertificateFiles(inFolder.resolve("fullchain.pem"), inFolder.resolve("privkey.pem")))
                : new Known(false, new CertificateFiles(folder.resolve(host + ".pem")));
    }

    /** The other place of a host's files; what the host shows stays until something can be read there. */
    private Known moved(Known before, String host) {
        Known now = known(host);
        now.certificate = before.certificate;
        return now;
    }

    private void look(String host, Known known) {
        try {
            Optional<ServedCertificate> changed = known.files.changed();
            if (changed.isPresent()) {
                known.latest = changed;
            }
            if (known.latest.isPresent()) {
                judge(host, known, known.latest.get());
            }
        } catch (IOException e) {
            refuse(host, known, Errors.reason(e));
        }
    }

    /** Judges at each look: a certificate begins and ceases to be valid while its file stays as it is. */
    private void judge(String host, Known known, ServedCertificate latest) {
        Optional<String> fault = judge.fault(latest, host);
        boolean isShown = known.certificate.filter(latest::equals).isPresent();
        if (fault.isPresent() && known.certificate.isPresent() && !isShown) {
            refuse(host, known, "senders would refuse it: " + fault.get());
            return;
        }
        boolean isNews = fault.isPresent() && known.note("senders refuse it: " + fault.get());
        if (fault.isEmpty()) {
            known.failure = "";
            known.failures = 0;
        }
        if (isShown && isNews) {
            log.say(
                    "certificate-refused",
                    "the certificate that " + host + " shows is good no more: " + known.failure,
                    new JsonObject().with("host", host));
        }
        if (!isShown) {
            rack.put(host, latest);
            known.certificate = Optional.of(latest);
            log.say(
                    "certificate-read",
                    "read the certificate of " + host + ", valid until "
                            + latest.end()
                            + fault.map(each -> ", which senders refuse: " + each)
                                    .orElse(""),
                    new JsonObject().with("host", host).with("end", latest.end()));
        }
    }

    private void refuse(String host, Known known, String why) {
        if (known.note(why)) {
            log.say(
                    "certificate-refused",
                    "the certificate of " + host + " cannot be used: " + why
                            + (known.certificate.isPresent() ? "; the old one stays" : ""),
                    new JsonObject().with("host", host));
        }
    }

    @Override
    public synchronized List<CertificateState> states() {
        List<CertificateState> states = new ArrayList<>();
        hosts.forEach((host, known) -> states.add(new CertificateState(
                host,
                known.certificate.map(ServedCertificate::end),
                judge.accepts(known.certificate, host),
                Optional.empty(),
                known.failure,
                known.failures)));
        return states;
    }

    @Override
    public void close() {
        // There is nothing to end.
    }
}
