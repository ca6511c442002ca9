package io.github.mtasts.lab.sender.naive;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.OwnFault;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.sender.Bounce;
import io.github.mtasts.lab.sender.Disposition;
import io.github.mtasts.lab.sender.Dns;
import io.github.mtasts.lab.sender.MailQueue;
import io.github.mtasts.lab.sender.naive.Connections.Target;
import io.github.mtasts.testkit.TestNetwork;
import java.net.InetAddress;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** A sender that follows MTA-STS policies except for the mistakes that are switched on. */
public final class NaiveSender implements Sender {
    private static final int SOME_FAILURES = 5;

    private final TestNetwork net;
    private final Set<Flaw> flaws;
    private final Path folder;
    private final Dns dns;
    private final MailQueue queue;
    private final CertificateCheck certificates;
    private final Connections connections;
    private final MxMatch match;
    private final DaneHosts dane;
    private final Map<String, Policy> rules = new HashMap<>();
    private PolicyMemory policies;
    private @Nullable OwnFault fault;

    private NaiveSender(TestNetwork net, Path folder, Set<Flaw> flaws) {
        net.ca().revocationOnLoopback(); // the JDK opens its own sockets for revocation checks
        this.net = net;
        this.flaws = flaws;
        this.folder = folder;
        this.dns = new Dns(net);
        this.queue = new MailQueue(net.clock());
        this.certificates = new CertificateCheck(flaws, net.ca().trustAnchors());
        this.connections = new Connections(net, flaws, certificates);
        this.match = new MxMatch(flaws);
        this.dane = new DaneHosts(SignedDns.of(net, flaws), dns, flaws);
        this.policies = memory();
    }

    /**
     * A sender with some mistakes.
     *
     * @param flaws the mistakes; none for a correct sender
     * @return the kind
     */
    public static SenderKind kind(Flaw... flaws) {
        Set<Flaw> made = flaws.length == 0 ? EnumSet.noneOf(Flaw.class) : EnumSet.copyOf(List.of(flaws));
        return new SenderKind() {
            @Override
            public String name() {
                return made.isEmpty() ? "naive" : "naive, " + made.iterator().next();
            }

            @Override
            public Set<Ability> abilities() {
                return EnumSet.complementOf(EnumSet.of(Ability.REPORTS));
            }

            @Override
            public Sender start(TestNetwork net, Path folder) {
                return new NaiveSender(net, folder, made);
            }

            @Override
            public int rememberedDomains() {
                return PolicyMemory.FEW;
            }
        };
    }

    private PolicyMemory memory() {
        return new PolicyMemory(
                dns, new PolicyFetch(net, flaws, certificates), flaws, net.clock(), folder.resolve("policies.txt"));
    }

    @Override
    public void submit(Mail mail) throws Exception {
        queue.add(mail, this::isDone);
    }

    @Override
    public void retry() throws Exception {
        queue.runAll(this::isDone);
    }

    @Override
    public void timePasses(Duration time) throws Exception {
        policies.refresh();
    }

    @Override
    public void requireValidatedTls(String domain, List<String> hosts) {
        rules.put(domain, new Policy("enforce", List.copyOf(hosts), 0));
    }

    @Override
    public void suffer(OwnFault what) {
        fault = what;
    }

    @Override
    public void recover() {
        fault = null;
    }

    @Override
    public void restart() {
        policies = memory();
    }

    private boolean isDone(MailQueue.Entry entry, boolean lastTry) throws Exception {
        Disposition disposition = attempt(entry.mail(), lastTry);
        if (requiresTls(entry.mail())
                && disposition == Disposition.FAILED
                && !dane.mx(entry.mail().domain()).answer().failed()) {
            disposition = Disposition.REFUSED; // RFC 8689 section 4.2.1
        }
        boolean tooOften = flaws.contains(Flaw.BOUNCES_AFTER_SOME) && entry.failures() >= SOME_FAILURES;
        boolean made = fault == null || flaws.contains(Flaw.RETURNS_UNTRIED);
        boolean over = tooOften || (lastTry && made && !flaws.contains(Flaw.HOLDS_FOREVER));
        if (disposition == Disposition.REFUSED || (disposition == Disposition.FAILED && over)) {
            Bounce.send(net, entry.mail(), "no host accepted it");
            return true;
        }
        return disposition == Disposition.TAKEN;
    }

    private boolean requiresTls(Mail mail) {
        return mail.requireTls()
                && !flaws.contains(Flaw.IGNORES_REQUIRETLS)
                && !(mail.tlsNotRequired() && flaws.contains(Flaw.HEADER_BEATS_PARAMETER));
    }

    private Disposition attempt(Mail mail, boolean lastTry) throws GeneralSecurityException {
        if (fault == OwnFault.CACHE_UNREADABLE) {
            return Disposition.FAILED; // the domain may have a policy
        }
        boolean looks = fault == null && !(lastTry && flaws.contains(Flaw.NO_LAST_LOOK));
        Policy published = enforced(looks ? policies.find(mail.domain()) : policies.known(mail.domain()));
        Policy rule = rules.get(mail.domain());
        Policy enforced = published == null ? rule : published;
        DaneHosts.Hosts hosts = dane.mx(mail.domain());
        Dns.Answer<Dns.Mx> mx = hosts.answer();
        if (mx.failed()) {
            return flaws.contains(Flaw.FAILURE_IS_ABSENCE) ? Disposition.REFUSED : Disposition.FAILED;
        }
        boolean takesNone =
                mx.absent() || mx.found().stream().anyMatch(one -> one.host().isEmpty());
        if (takesNone) {
            Policy contradicts = flaws.contains(Flaw.LEAVES_OUT_RULES) ? published : enforced;
            return contradicts == null || flaws.contains(Flaw.BELIEVES_ABSENT_MX)
                    ? Disposition.REFUSED
                    : Disposition.FAILED;
        }
        if (mx.found().isEmpty()) { // RFC 5321 section 5.1: the implicit MX
            Policy spared = flaws.contains(Flaw.SPARES_IMPLICIT_MX) ? null : enforced;
            return walk(List.of(mail.domain()), new Job(mail, spared, true));
        }
        Policy any = policies.known(mail.domain());
        boolean vouches = any != null && !any.mode().equals("none");
        return walk(mx.found().stream().map(Dns.Mx::host).toList(), new Job(mail, enforced, hosts.secure() || vouches));
    }

    /** The policy to enforce, or null. */
    private @Nullable Policy enforced(@Nullable Policy policy) {
        if (policy == null) {
            return null;
        }
        boolean enforces = switch (policy.mode()) {
            case "testing" -> flaws.contains(Flaw.ENFORCES_TESTING);
            case "none" -> flaws.contains(Flaw.ENFORCES_NONE);
            default -> true;
        };
        return enforces ? policy : null;
    }

    /**
     * A message on its way.
     *
     * @param mail the message
     * @param enforced the policy to enforce, or null
     * @param provedMx whether signatures or a policy prove the hosts
     */
    private record Job(Mail mail, @Nullable Policy enforced, boolean provedMx) {}

    private Disposition walk(List<String> hosts, Job job) throws GeneralSecurityException {
        boolean needsRecords = flaws.contains(Flaw.NEEDS_TLSA_EVERYWHERE) && dane.anyHasRecords(hosts);
        for (String host : hosts) {
            Disposition disposition = at(host, job, needsRecords);
            if (disposition != Disposition.FAILED || flaws.contains(Flaw.TRIES_ONE_HOST)) {
                return disposition;
            }
        }
        return Disposition.FAILED;
    }

    private Disposition at(String host, Job job, boolean needsRecords) throws GeneralSecurityException {
        Policy enforced = job.enforced();
        Mail mail = job.mail();
        boolean isSpared = flaws.contains(Flaw.POLICIES_REPLACE_DANE) && policies.known(mail.domain()) != null;
        HostState state = isSpared ? HostState.none(job.provedMx()) : dane.state(host, job.provedMx());
        boolean requireTls = requiresTls(mail);
        boolean isUnproved = requireTls && !state.provedMx() && !flaws.contains(Flaw.TAKES_UNPROVED_MX);
        boolean lacksRecords = needsRecords && state.kind() != HostState.Kind.RECORDS;
        if (state.hasFailed() || isUnproved || lacksRecords) {
            return Disposition.FAILED;
        }
        boolean isReplaced = state.kind() == HostState.Kind.RECORDS && flaws.contains(Flaw.DANE_REPLACES_POLICIES);
        if (isReplaced) {
            enforced = null;
        }
        boolean listed = enforced == null || flaws.contains(Flaw.IGNORES_MX_PATTERNS) || match.matches(enforced, host);
        List<InetAddress> addresses = dns.addresses(host).found();
        return listed && !addresses.isEmpty()
                ? connections.send(new Target(host, addresses.get(0), mail.domain(), enforced, state, requireTls), mail)
                : Disposition.FAILED;
    }

    @Override
    public void close() {
        connections.close();
    }
}
