package io.github.mtasts.dns;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.text.Printable;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

/**
 * Looks up the hosts that take the mail of a domain, in the order to try them: for a mail server without an MX lookup.
 *
 * <p>The order is that of RFC 5321 section 5.1: by preference, at random among equals. Without MX records the domain itself is
 * the host, under its own name and not that of a CNAME's target, so that it is matched against the policy like any other (RFC
 * 8461 section 4.1). A record that names an IP address or no host is left out, with a note; a name that no certificate can
 * prove, such as one with a hyphen at the end of a label, is not. If a host is named several times,
 * its best preference counts. A result has at most 64 hosts.
 *
 * <p>If one of our own names is among the MX hosts, every host of the same or a worse preference is left out. This works on
 * the complete list from the DNS, before any policy: if hosts that a policy refuses were removed first, and our own name among
 * them, mail could go to a host that comes after us (RFC 8461 section 8.4). For the same reason a {@link MxResolver} must
 * never return a filtered list.
 *
 * <p>Thread-safe if its two resolvers and its random generator are. Keeps nothing between calls. Blocks as long as the
 * resolvers do; {@link #lookupAsync} and {@link #addressesAsync} are for event loops.
 */
public final class MxLookup {
    private static final int MAX_HOSTS = 64;
    private static final int MAX_LEFT_OUT_NOTES = 16;
    private static final int MAX_NOTE_CHARS = 300;

    private final MxResolver mxResolver;
    private final AddressResolver addressResolver;
    private final Set<MxHost> ownNames;
    private final RandomGenerator random;

    /**
     * Makes a lookup that shuffles hosts of equal preference.
     *
     * @param mxResolver looks up MX records, such as a {@link DnsResolver}
     * @param addressResolver looks up addresses, such as the same {@link DnsResolver}
     * @param ownNames every name under which this mail server is an MX host of some domain; may be empty
     */
    public MxLookup(MxResolver mxResolver, AddressResolver addressResolver, Set<MxHost> ownNames) {
        this(mxResolver, addressResolver, ownNames, new Random());
    }

    /**
     * Makes a lookup with a given source of randomness.
     *
     * @param mxResolver looks up MX records
     * @param addressResolver looks up addresses
     * @param ownNames every name under which this mail server is an MX host of some domain; may be empty
     * @param random orders hosts of equal preference; thread-safe where the lookup is shared
     */
    public MxLookup(
            MxResolver mxResolver, AddressResolver addressResolver, Set<MxHost> ownNames, RandomGenerator random) {
        this.mxResolver = mxResolver;
        this.addressResolver = addressResolver;
        this.ownNames = Set.copyOf(ownNames);
        this.random = random;
    }

    /**
     * Looks up the hosts of a domain.
     *
     * @param domain the recipient's domain, or the smart host's
     * @return the hosts, or the reason why there are none; a failure of the network is never an exception
     */
    public MxLookupResult lookup(PolicyDomain domain) {
        MxAnswer answer = mxResolver.mx(domain.name());
        if (answer instanceof MxAnswer.Records records) {
            return ordered(records.records());
        }
        if (answer instanceof MxAnswer.NoRecords) {
            return implicit(MxHost.of(domain.name()));
        }
        if (answer instanceof MxAnswer.NoSuchDomain) {
            return new MxLookupResult.NoSuchDomain();
        }
        MxAnswer.Failed failed = (MxAnswer.Failed) answer;
        return new MxLookupResult.TemporaryFailure(failed.reason(), failed.fault());
    }

    /**
     * Looks up every address of a host, of both families.
     *
     * @param host one of the hosts of {@link #lookup}
     * @return the addresses in the resolver's order, with the families alternating, so that a network without one of them
     *     costs only one failed attempt; or the reason why there are none. Skip a host without addresses like one that
     *     cannot be reached; for an implicit MX it means that the domain takes no mail (RFC 5321 section 5.1)
     */
    public AddressAnswer addresses(MxHost host) {
        AddressAnswer answer = addressResolver.addresses(host.name());
        return answer instanceof AddressAnswer.Addresses found
                ? new AddressAnswer.Addresses(AddressFamilies.alternating(found.addresses(), address -> address))
                : answer;
    }

    /**
     * Looks up the hosts of a domain as {@link #lookup} does, without blocking the calling thread.
     *
     * @param domain the recipient's domain, or the smart host's
     * @param executor runs the question, which waits for the DNS: not an event loop
     * @return completes on a thread of the executor, and never exceptionally: where the executor refuses the question, or a
     *     resolver throws, with a {@link MxLookupResult.TemporaryFailure} of our own side
     */
    public CompletableFuture<MxLookupResult> lookupAsync(PolicyDomain domain, Executor executor) {
        return ask(
                () -> lookup(domain),
                reason -> new MxLookupResult.TemporaryFailure(reason, LookupFault.NOT_ASKED),
                executor);
    }

    /**
     * Looks up every address of a host as {@link #addresses} does, without blocking the calling thread.
     *
     * @param host one of the hosts of {@link #lookupAsync}
     * @param executor runs the question, which waits for the DNS: not an event loop
     * @return completes on a thread of the executor, and never exceptionally: where the executor refuses the question, or a
     *     resolver throws, with an {@link AddressAnswer.Failed} of our own side
     */
    public CompletableFuture<AddressAnswer> addressesAsync(MxHost host, Executor executor) {
        return ask(() -> addresses(host), reason -> new AddressAnswer.Failed(reason, LookupFault.NOT_ASKED), executor);
    }

    private static <T> CompletableFuture<T> ask(Supplier<T> question, Function<String, T> failed, Executor executor) {
        try {
            return CompletableFuture.supplyAsync(question, executor)
                    .exceptionally(thrown -> failed.apply("this server's resolver threw "
                            + (thrown instanceof CompletionException ? thrown.getCause() : thrown)));
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(
                    failed.apply("this server had no thread for the question: its executor refused it"));
        } catch (Throwable e) { // such as an OutOfMemoryError where the system has no further thread
            return CompletableFuture.completedFuture(
                    failed.apply("this server had no thread for the question: its executor threw " + e));
        }
    }

    private MxLookupResult implicit(MxHost domain) {
        return ownNames.contains(domain)
                ? new MxLookupResult.OnlyOurselves(List.of(domain + " has no MX record and is one of our own names"))
                : new MxLookupResult.Hosts(List.of(domain), true, List.of());
    }

    private MxLookupResult ordered(List<MxAnswer.Mx> records) {
        // RFC 7505 section 3: a null MX is the only record; beside others it is an error and is ignored.
        if (records.stream().allMatch(record -> record.exchange().isEmpty())) {
            return new MxLookupResult.NullMx();
        }
        List<String> notes = new ArrayList<>();
        Map<MxHost, Integer> preferences = preferences(records, notes);
        if (preferences.isEmpty()) {
            return new MxLookupResult.NoUsableHost(notes);
        }
        cutAtOurselves(preferences, notes);
        if (preferences.isEmpty()) {
            return new MxLookupResult.OnlyOurselves(notes);
        }
        List<MxHost> hosts = shuffledByPreference(preferences);
        if (hosts.size() > MAX_HOSTS) {
            notes.add("only the first " + MAX_HOSTS + " of " + hosts.size() + " MX hosts are used");
            hosts = hosts.subList(0, MAX_HOSTS);
        }
        return new MxLookupResult.Hosts(hosts, false, notes);
    }

    private static Map<MxHost, Integer> preferences(List<MxAnswer.Mx> records, List<String> notes) {
        Map<MxHost, Integer> preferences = new HashMap<>();
        for (MxAnswer.Mx record : records) {
            MxHost.fromRecord(record.exchange())
                    .ifPresentOrElse(
                            host -> preferences.merge(host, record.preference(), Math::min),
                            () -> noteLeftOut(notes, record));
        }
        return preferences;
    }

    private void cutAtOurselves(Map<MxHost, Integer> preferences, List<String> notes) {
        Map<MxHost, Integer> ours = new HashMap<>(preferences);
        ours.keySet().retainAll(ownNames);
        if (ours.isEmpty()) {
            return;
        }
        int best = Collections.min(ours.values());
        preferences.values().removeIf(preference -> preference >= best);
        notes.add("MX hosts of preference " + best + " and worse are left out, because "
                + Collections.min(ours.keySet()) + " is one of our own names");
    }

    private List<MxHost> shuffledByPreference(Map<MxHost, Integer> preferences) {
        record Ranked(MxHost host, int preference, long lot) {}
        return preferences.entrySet().stream()
                .sorted(Map.Entry.comparingByKey()) // so that the order depends on the random generator only
                .map(entry -> new Ranked(entry.getKey(), entry.getValue(), random.nextLong()))
                .sorted(Comparator.comparingInt(Ranked::preference).thenComparingLong(Ranked::lot))
                .map(Ranked::host)
                .toList();
    }

    /** Notes quote the DNS: one line each, and a limited number. */
    private static void noteLeftOut(List<String> notes, MxAnswer.Mx record) {
        if (notes.size() < MAX_LEFT_OUT_NOTES) {
            String text = "left out, because it names no host: MX " + record.preference() + " " + record.exchange();
            notes.add(Printable.line(text, MAX_NOTE_CHARS));
        }
    }
}
