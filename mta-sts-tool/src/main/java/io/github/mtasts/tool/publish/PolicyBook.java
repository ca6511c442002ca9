package io.github.mtasts.tool.publish;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.server.FileStamps;
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
import okio.ByteString;
import org.jspecify.annotations.Nullable;

/**
 * The policies that are served now. {@link #refresh} reads the files that have changed; a policy that does not pass lint is refused,
 * and the old one stays. Look-ups take no lock and do no I/O.
 */
final class PolicyBook {
    private static final String SUFFIX = ".txt";

    private final Path folder;
    private final @Nullable Path delegationFile;
    private final AcceptedPolicies accepted;
    private final ServiceLog log;

    private final SortedMap<PolicyDomain, PolicyFile> files =
            new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
    private final Map<PolicyDomain, ByteString> bodies = new HashMap<>();
    private final Set<PolicyDomain> missing = new HashSet<>();
    private final Set<String> ignored = new HashSet<>();
    private Delegations delegations = Delegations.none();
    private List<String> delegationsTaken = List.of();
    private List<String> delegationsSeen = List.of();
    private @Nullable String delegationFault;
    private boolean isStarted;

    private volatile Map<String, PublishedPolicy> byHost = Map.of();
    private volatile List<String> faults = List.of();

    PolicyBook(Path folder, @Nullable Path delegationFile, AcceptedPolicies accepted, ServiceLog log) {
        this.folder = folder;
        this.delegationFile = delegationFile;
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
        try {
            Map<PolicyDomain, Path> found = list();
            for (Map.Entry<PolicyDomain, Path> each : found.entrySet()) {
                look(each.getKey(), each.getValue());
            }
            forgetMissing(found.keySet());
            readDelegations();
        } catch (IOException e) {
            log.say("policies-unreadable", "the policies cannot be read, so the old ones stay: " + Errors.reason(e));
        }
        isStarted = true;
        publish();
    }

    private Map<PolicyDomain, Path> list() throws IOException {
        Map<PolicyDomain, Path> found = new TreeMap<>((one, other) -> one.name().compareTo(other.name()));
        try (DirectoryStream<Path> listing = Files.newDirectoryStream(folder, "*" + SUFFIX)) {
            for (Path file : listing) {
                String name = file.getFileName().toString();
                Optional<PolicyDomain> domain = PolicyDomain.parse(name.substring(0, name.length() - SUFFIX.length()));
                if (domain.isPresent()) {
                    found.put(domain.get(), file);
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
        return found;
    }

    private void look(PolicyDomain domain, Path path) throws IOException {
        boolean isNew = !files.containsKey(domain);
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

    private void accept(PolicyDomain domain, ByteString body) throws IOException {
        Optional<ByteString> before = accepted.find(domain);
        bodies.put(domain, body);
        if (!accepted.isReadOnly() && !before.equals(Optional.of(body))) {
            accepted.write(domain, body);
            PublishedPolicy policy = new PublishedPolicy(domain, body, domain);
            // RFC 8461 section 8.1: the body first, then the record.
            log.say(
                    "publish-record",
                    "the policy of " + domain + " is served; publish now: " + policy.record(),
                    new JsonObject()
                            .with("domain", domain)
                            .with("id", policy.id())
                            .with("record", policy.record()));
        }
    }

    private void refuse(PolicyDomain domain, String fault) throws IOException {
        boolean isServed = bodies.containsKey(domain);
        if (!isServed) {
            Optional<ByteString> before = accepted.find(domain);
            before.ifPresent(body -> bodies.put(domain, body));
            isServed = before.isPresent();
        }
        log.say(
                "policy-refused",
                fault + (isServed ? " The old policy stays." : " The domain has no policy here."),
                new JsonObject().with("domain", domain).with("served", isServed));
    }

    /** A file must be absent at two looks: editors replace a file by deleting it first. */
    private void forgetMissing(Set<PolicyDomain> found) throws IOException {
        for (PolicyDomain domain : List.copyOf(files.keySet())) {
            if (found.contains(domain)) {
                missing.remove(domain);
            } else if (!missing.add(domain)) {
                missing.remove(domain);
                files.remove(domain);
                accepted.remove(domain);
                if (bodies.remove(domain) != null) {
                    log.say(
                            "policy-removed",
                            "the file of " + domain + " is gone, and its policy is served no more; senders keep an"
                                    + " enforced policy until it expires, so mta-sts plan --remove " + domain
                                    + " shows the way (RFC 8461 section 8.3)",
                            new JsonObject().with("domain", domain));
                }
            }
        }
    }

    private void readDelegations() throws IOException {
        if (delegationFile == null) {
            return;
        }
        List<String> now = FileStamps.of(List.of(delegationFile));
        boolean rests = !isStarted || now.equals(delegationsSeen);
        delegationsSeen = now;
        if (now.equals(delegationsTaken) || !rests) {
            return;
        }
        delegationsTaken = now;
        Delegations read = Delegations.parse(Files.readAllLines(delegationFile));
        if (read.faults().isEmpty()) {
            delegations = read;
            delegationFault = null;
        } else {
            delegationFault =
                    delegationFile + " is refused: " + String.join("; ", read.faults()) + ". The old delegations stay.";
            log.say("delegations-refused", delegationFault);
        }
    }

    private void publish() {
        Map<String, PublishedPolicy> now = new HashMap<>();
        List<String> wrong = new ArrayList<>();
        files.values().forEach(each -> each.fault().ifPresent(wrong::add));
        bodies.forEach(
                (domain, body) -> now.put(PublishedPolicy.hostOf(domain), new PublishedPolicy(domain, body, domain)));
        if (delegationFault != null) {
            wrong.add(delegationFault);
        }
        delegations.owners().forEach((name, owner) -> {
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
