package io.github.mtasts.tool.publish;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The policies that are served now. {@link #refresh} reads the files that have changed; a policy that does not pass lint is refused,
 * and the old one stays. Look-ups take no lock and do no I/O.
 */
final class PolicyBook {
    private static final String SUFFIX = ".txt";

    private final Path folder;
    private final DelegationFile delegationFile;
    private final AcceptedPolicies accepted;
    private final ServiceLog log;
    private final WaitingRecords records;

    private final SortedMap<PolicyDomain, PolicyFile> files =
            new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
    private final Map<PolicyDomain, ByteString> bodies = new HashMap<>();
    /** What is served, and could not be kept for a restart yet. */
    private final Map<PolicyDomain, ByteString> unkept = new HashMap<>();

    private List<String> twice = List.of();
    private final Set<PolicyDomain> missing = new HashSet<>();
    /** Kept policies of domains that had no file at the start. */
    private final Set<PolicyDomain> left = new HashSet<>();

    private final Set<String> ignored = new HashSet<>();
    private @Nullable String folderFault;
    private @Nullable String stateFault;
    private boolean isStarted;
    private boolean isListed;

    private volatile Map<String, PublishedPolicy> byHost = Map.of();
    private volatile List<String> faults = List.of();

    PolicyBook(Path folder, @Nullable Path delegationFile, AcceptedPolicies accepted, ServiceLog log) {
        this.folder = folder;
        this.delegationFile = new DelegationFile(delegationFile, accepted, log);
        this.records = new WaitingRecords(accepted, log);
        this.accepted = accepted;
        this.log = log;
    }

    /** The policy of a Policy Host, in lower case. */
    Optional<PublishedPolicy> find(String host) {
        return Optional.ofNullable(byHost.get(host));
    }

    /** All policies, in the order of their domains. */
    Collection<PublishedPolicy> all() {
        return new TreeMap<>(byHost).values();
    }

    /** The hosts of all policies. */
    Set<String> hosts() {
        return byHost.keySet();
    }

    /** What is wrong now, a sentence each; what was served before is served on. */
    List<String> faults() {
        return faults;
    }

    /** Reads what has changed. A failure is told and leaves everything as it was. */
    synchronized void refresh() {
        String before = folderFault;
        folderFault = null;
        try {
            Map<PolicyDomain, Path> found = list();
            for (Map.Entry<PolicyDomain, Path> each : found.entrySet()) {
                look(each.getKey(), each.getValue());
            }
            forgetMissing(found.keySet());
            if (!isListed) {
                isListed = true;
                findLeft(found.keySet());
            }
        } catch (IOException e) {
            folderFault = "the policies cannot be read, so the old ones stay: " + Errors.reason(e);
            if (!folderFault.equals(before)) {
                log.say("policies-unreadable", folderFault);
            }
        }
        keep();
        delegationFile.look();
        isStarted = true;
        publish();
    }

    /**
     * Says which records to publish.
     *
     * @param acceptedHosts finds the hosts that show a certificate that senders can accept
     */
    synchronized void sayRecords(Supplier<Set<String>> acceptedHosts) {
        if (!records.isEmpty()) {
            records.say(bodies, acceptedHosts.get());
        }
    }

    private Map<PolicyDomain, Path> list() throws IOException {
        Map<PolicyDomain, Path> found = new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
        List<String> doubled = new ArrayList<>();
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : listing) {
                String name = file.getFileName().toString();
                Optional<PolicyDomain> domain = PolicyDomain.parse(name.substring(0, name.length() - SUFFIX.length()));
                if (domain.isPresent()) {
                    Path other = found.get(domain.get());
                    if (other != null) {
                        doubled.add(other.getFileName() + " and " + name + " are both for " + domain.get()
                                + ": remove one of them.");
                    }
                    if (other == null || file.compareTo(other) < 0) {
                        found.put(domain.get(), file);
                    }
                } else if (ignored.add(name)) {
                    log.say(
                            "file-ignored",
                            name + " is ignored: a policy's file is named after its domain, such as"
                                    + " example.com.txt");
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        twice = List.copyOf(doubled);
        return found;
    }

    private void look(PolicyDomain domain, Path path) {
        boolean isNew = !files.containsKey(domain);
        files.computeIfPresent(domain, (key, file) -> file.isAt(path) ? file : new PolicyFile(key, path));
        PolicyFile file = files.computeIfAbsent(domain, key -> new PolicyFile(key, path));
        PolicyFile.Look look = file.look(!isStarted || (isNew && !bodies.containsKey(domain)));
        if (!look.isChanged()) {
            return;
        }
        if (look.body().isPresent()) {
            accept(domain, look.body().get());
        } else {
            refuse(domain, file.fault().orElse(""));
        }
    }

    private void accept(PolicyDomain domain, ByteString body) {
        bodies.put(domain, body);
        if (!accepted.isReadOnly() && !kept(domain).equals(Optional.of(body))) {
            unkept.put(domain, body);
            records.add(domain);
        } else {
            records.resume(domain);
        }
    }

    private Optional<ByteString> kept(PolicyDomain domain) {
        try {
            return accepted.find(domain);
        } catch (IOException e) {
            return Optional.empty(); // writing it anew says why, if it fails, too
        }
    }

    /** Writes what is served and not on disk yet; while that fails, it is a fault, and tried at each look. */
    private void keep() {
        String before = stateFault;
        stateFault = null;
        for (Map.Entry<PolicyDomain, ByteString> each : Map.copyOf(unkept).entrySet()) {
            try {
                records.keep(each.getKey());
                accepted.write(each.getKey(), each.getValue());
                unkept.remove(each.getKey());
            } catch (IOException e) {
                stateFault = "policies cannot be kept in the state folder for a restart with a damaged file: "
                        + Errors.reason(e) + ".";
            }
        }
        if (stateFault != null && before == null) { // the reason may have the name of a temporary file
            log.say("state-unwritable", stateFault);
        }
    }

    private void refuse(PolicyDomain domain, String fault) {
        if (!bodies.containsKey(domain)) {
            kept(domain).ifPresent(body -> bodies.put(domain, body));
            records.resume(domain);
        }
        boolean isServed = bodies.containsKey(domain);
        log.say(
                "policy-refused",
                fault + (isServed ? " The old policy stays." : " The domain has no policy here."),
                new JsonObject().with("domain", domain).with("served", isServed));
    }

    /** A file must be absent at two looks: editors replace a file by deleting it first. */
    private void forgetMissing(Set<PolicyDomain> found) {
        Set<PolicyDomain> known = new HashSet<>(files.keySet());
        known.addAll(left);
        for (PolicyDomain domain : known) {
            if (found.contains(domain)) {
                missing.remove(domain);
                left.remove(domain);
            } else if (!missing.add(domain)) {
                missing.remove(domain);
                files.remove(domain);
                forget(domain);
            }
        }
    }

    /** A file may have gone while the service was stopped: its policy must not come back as the old one of a refused file later. */
    private void findLeft(Set<PolicyDomain> found) {
        try {
            left.addAll(accepted.domains());
            left.removeAll(found);
        } catch (IOException e) {
            log.say("state-unreadable", "the kept policies cannot be listed: " + Errors.reason(e));
        }
    }

    private void forget(PolicyDomain domain) {
        unkept.remove(domain);
        records.remove(domain);
        boolean wasKept = left.remove(domain);
        if (bodies.remove(domain) != null || wasKept) {
            log.say(
                    "policy-removed",
                    "the file of " + domain + " is gone, and its policy is served no more; senders keep an"
                            + " enforced policy until it expires, so mta-sts plan --remove " + domain
                            + " shows the way (RFC 8461 section 8.3)",
                    new JsonObject().with("domain", domain));
        }
        try {
            accepted.remove(domain);
        } catch (IOException e) {
            log.say("state-unwritable", "the kept policy of " + domain + " stays on disk: " + Errors.reason(e));
        }
    }

    private void publish() {
        Map<String, PublishedPolicy> now = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        files.values().forEach(each -> each.fault().ifPresent(wrong::add));
        bodies.forEach(
                (domain, body) -> now.put(PublishedPolicy.hostOf(domain), new PublishedPolicy(domain, body, domain)));
        wrong.addAll(twice);
        Stream.of(Optional.ofNullable(folderFault), Optional.ofNullable(stateFault))
                .flatMap(Optional::stream)
                .forEach(wrong::add);
        wrong.addAll(delegationFile.faults());
        delegationFile.now().owners().forEach((name, owner) -> {
            ByteString body = bodies.get(owner);
            Optional<PolicyDomain> domain = PolicyDomain.parse(name);
            if (body == null) {
                wrong.add(name + " is delegated to " + owner + ", which has no policy here.");
            } else if (domain.isPresent() && !bodies.containsKey(domain.get())) {
                now.put(PublishedPolicy.hostOf(domain.get()), new PublishedPolicy(domain.get(), body, owner));
            }
        });
        byHost = Map.copyOf(now);
        faults = List.copyOf(wrong);
    }
}
