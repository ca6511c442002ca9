package io.github.mtasts.tool.publish;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.server.ServiceLog;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import okio.ByteString;

/**
 * The records that are to be published when senders can fetch their policies: the body and the certificate first, then the record (RFC
 * 8461 section 8.1). What waits is remembered on disk. Not thread-safe.
 */
final class WaitingRecords {
    private final AcceptedPolicies accepted;
    private final ServiceLog log;
    private final Set<PolicyDomain> waiting = new HashSet<>();
    private final Set<PolicyDomain> told = new HashSet<>();

    WaitingRecords(AcceptedPolicies accepted, ServiceLog log) {
        this.accepted = accepted;
        this.log = log;
    }

    /** A policy is served that has a new record. */
    void add(PolicyDomain domain) {
        waiting.add(domain);
        told.remove(domain);
    }

    /** Writes that a record waits, before its policy is kept: after a restart a policy that is not kept is new, and so is its record. */
    void keep(PolicyDomain domain) throws IOException {
        if (waiting.contains(domain)) {
            accepted.noteWaiting(domain);
        }
    }

    /** A policy is served again after a restart. */
    void resume(PolicyDomain domain) {
        if (accepted.isWaiting(domain)) {
            waiting.add(domain);
        }
    }

    /** A policy is served no more, or its record was said. */
    void remove(PolicyDomain domain) {
        waiting.remove(domain);
        told.remove(domain);
        try {
            accepted.noteSaid(domain);
        } catch (IOException e) {
            log.say(
                    "state-unwritable",
                    "the mark that the record of " + domain + " waits stays on disk: " + Errors.reason(e));
        }
    }

    boolean isEmpty() {
        return waiting.isEmpty();
    }

    /**
     * Says which records to publish now, and once for each of the others that it waits.
     *
     * @param bodies the policies that are served
     * @param hosts the hosts that show a certificate that senders can accept
     */
    void say(Map<PolicyDomain, ByteString> bodies, Set<String> hosts) {
        for (PolicyDomain domain : List.copyOf(waiting)) {
            ByteString body = bodies.get(domain);
            if (body != null && hosts.contains(PublishedPolicy.hostOf(domain))) {
                sayNow(new PublishedPolicy(domain, body, domain));
                remove(domain);
            } else if (body != null && told.add(domain)) {
                log.say(
                        "record-waits",
                        "the policy of " + domain + " is served, but " + PublishedPolicy.hostOf(domain)
                                + " has no certificate that senders accept: its record follows when it has one",
                        new JsonObject().with("domain", domain));
            }
        }
    }

    private void sayNow(PublishedPolicy policy) {
        log.say(
                "publish-record",
                "the policy of " + policy.domain() + " is served; publish now: " + policy.record(),
                new JsonObject()
                        .with("domain", policy.domain())
                        .with("id", policy.id())
                        .with("record", policy.record()));
    }
}
