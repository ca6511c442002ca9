package io.github.mtasts.lab.scenario;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.OwnFault;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.testkit.DnsAnswers;
import io.github.mtasts.testkit.Mitm;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;

/**
 * The context of one running scenario: the domain target.test with its MX host and policy host, an attacker, and the sender,
 * which sends from author.test. Every step acts through it, so that it can end the attack and collect the evidence.
 */
public final class ScenarioContext implements AutoCloseable {
    /** The recipient domain. */
    public static final String DOMAIN = "target.test";

    /** Its MX host. */
    public static final String MX = "mx.target.test";

    /** A second host of the domain, which is an MX host only where a scenario says so. */
    public static final String MX2 = "mx2.target.test";

    /** A host of the attacker. */
    public static final String EVIL = "mx.attacker.test";

    /** The name of the domain's TXT record. */
    public static final String RECORD = "_mta-sts." + DOMAIN;

    /** The domain's policy host. */
    public static final String POLICY_HOST = "mta-sts." + DOMAIN;

    /** The host that receives bounces. */
    public static final String AUTHOR_HOST = "mx.author.test";

    /** The text that occurs in the message under attack only. */
    public static final String CANARY = "canary-5e1f-0d3a";

    /** The max_age of policies, unless a scenario says otherwise. */
    public static final Duration MAX_AGE = Duration.ofDays(7);

    private static final String AUTHOR = "alice@author.test";
    private static final String REPORT_HOST = "reports." + DOMAIN;
    private static final Duration HEARTBEAT = Duration.ofHours(6);

    private final TestNetwork net;
    private final SenderKind kind;
    private final Instant start;
    private final Hosts hosts;
    private final PolicyHost reports;
    private final Caller sender;
    private Runnable republish = () -> {};
    private final List<Runnable> restored = new ArrayList<>();
    private boolean learned = true;
    private long questionsWhenLearned;
    private boolean suffers;
    private boolean returnedEarly;
    private boolean strayed;

    /**
     * Starts the network, its hosts and the sender.
     *
     * @param kind the sender to start
     * @param folder an empty folder for it
     * @param signed whether the root of the DNS is signed, so that the sender has a trust anchor; the domain is not yet
     * @throws Exception if the sender does not start
     */
    public ScenarioContext(SenderKind kind, Path folder, boolean signed) throws Exception {
        this.kind = kind;
        this.net = kind.network();
        try {
            this.start = net.clock().instant();
            if (signed) {
                net.dns().dnssec().sign("signed.test");
                // Resolvers keep answers by a clock that the lab does not move.
                var unused = net.dns().defaultTtl(0).negativeTtl(0);
            }
            this.hosts = new Hosts(net, net.mxServer(AUTHOR_HOST));
            net.mx("author.test", AUTHOR_HOST);
            net.mx(DOMAIN, hosts.genuine(MX).name());
            this.reports = hosts.web(REPORT_HOST).status(201);
            net.dns().txt("_smtp._tls." + DOMAIN, "v=TLSRPTv1; rua=https://" + REPORT_HOST + "/");
            this.sender = new Caller(kind.patience(), () -> kind.start(net, folder));
        } catch (Exception | Error e) {
            net.close();
            throw e;
        }
    }

    /** Signs the domain's zone. */
    public void signZone() {
        net.dns().dnssec().sign(DOMAIN);
    }

    /** Publishes a TLSA record of a host for port 25. */
    public void tlsa(String host, int usage, int selector, int matchingType, byte[] data) {
        net.dns().tlsa("_25._tcp." + host, usage, selector, matchingType, data);
    }

    /** Signs the domain's zone and publishes the TLSA record 3 1 1 of its first MX host. */
    public void dane() {
        signZone();
        tlsa(MX, 3, 1, 1, Digests.ofKey("SHA-256", mx().certificate().leaf()));
    }

    /** Does something now, and the opposite when the attack ends. */
    public void untilHealed(Runnable now, Runnable opposite) {
        now.run();
        restored.add(opposite);
    }

    /** Does something now, and again when the attack ends and the hosts have begun anew. */
    public void lasting(Runnable action) {
        untilHealed(action, action);
    }

    /** The domain's first MX host. */
    public MxServer mx() {
        return host(MX);
    }

    /** A genuine host of the domain, with a valid certificate. */
    public MxServer host(String name) {
        return hosts.genuine(name);
    }

    /** The domain's policy host. */
    public PolicyHost policyHost() {
        return hosts.web(POLICY_HOST);
    }

    /** Publishes a policy for the domain's first MX host, with id 1. */
    public void publish(String mode) throws Exception {
        publish("1", policy(mode, MX));
    }

    /** Publishes a policy in place of the previous one. */
    public void publish(String id, String text) throws Exception {
        republish = () -> net.publish(DOMAIN, id, text);
        republish.run();
        var unused = policyHost(); // its requests are recorded from now on
        sender.call(it -> it.published(DOMAIN, text));
    }

    /** Sets a rule of the sender's operator: mail to the domain needs validated TLS with its first MX host. */
    public void requireValidatedTls() throws Exception {
        sender.call(it -> it.requireValidatedTls(DOMAIN, List.of(MX)));
    }

    /** Makes a part of the sender fail until the attack ends. */
    public void suffer(OwnFault fault) throws Exception {
        suffers = true;
        sender.call(it -> it.suffer(fault));
    }

    /** The text of a policy. */
    public static String policy(String mode, String... patterns) {
        return TestNetwork.policy(mode, MAX_AGE.toSeconds(), patterns);
    }

    /** The attacker between the sender and the domain's first MX host; in place from the first call on. */
    public Mitm mitm() {
        return mitm(mx());
    }

    /** The attacker between the sender and a host; in place from the first call on. */
    public Mitm mitm(MxServer host) {
        return hosts.mitm(host);
    }

    /** An MX host of the attacker, with a valid certificate for its own name. */
    public MxServer rogue(String name) {
        return hosts.rogue(name);
    }

    /** A web server of the attacker, with a valid certificate for its own name. */
    public PolicyHost rogueWeb(String name) {
        return hosts.web(name);
    }

    /** Forges all DNS answers for a name until the attack ends. */
    public void forge(String name, Consumer<DnsAnswers> lie) {
        hosts.forge(name, lie);
    }

    /** Forges the domain's MX records until the attack ends. */
    public void forgeMx(String... names) {
        forge(DOMAIN, lie -> {
            for (int i = 0; i < names.length; i++) {
                lie.mx(10 * (i + 1), names[i]);
            }
        });
    }

    /** Forges the addresses of a name to private addresses, on which a host listens. */
    public void forgeInside(String name, List<String> v4, List<String> v6) {
        Stream.concat(v4.stream(), v6.stream()).forEach(address -> {
            hosts.watchInside(address);
            if (!net.isVirtual()) {
                var unused = hosts.web("inside.attacker.test").alsoAddress(address);
            }
        });
        forge(name, lie -> lie.a(v4.toArray(String[]::new)).aaaa(v6.toArray(String[]::new)));
    }

    /** Sends a first message, before any attack. It must arrive. */
    public void learn() throws Exception {
        learn(DOMAIN);
    }

    /** Sends a first message to a domain, before any attack. It must arrive at an MX host of {@link #host}. */
    public void learn(String domain) throws Exception {
        String mark = "first-message-to-" + domain;
        decoy(domain, mark);
        hosts.settle();
        learned &= hosts.isTaken(mark);
        questionsWhenLearned = hosts.questionsFor(RECORD);
    }

    /** Sends a message without the canary. */
    public void decoy() throws Exception {
        decoy(DOMAIN, "nothing-to-see-here");
    }

    /** Sends a message without the canary to a domain. */
    public void decoy(String domain, String text) throws Exception {
        sender.call(it -> it.submit(new Mail(AUTHOR, "bob@" + domain, text)));
    }

    /** Sends the message with the canary. */
    public void send() throws Exception {
        sendTo(DOMAIN);
    }

    /** Sends the message with the canary, which has REQUIRETLS. */
    public void sendRequiringTls() throws Exception {
        send(new Mail(AUTHOR, "bob@" + DOMAIN, CANARY, true, false));
    }

    /** Sends a message with the canary and demands of its own. */
    public void sendRequiringTlsDespiteItsHeader() throws Exception {
        send(new Mail(AUTHOR, "bob@" + DOMAIN, CANARY, true, true));
    }

    private void send(Mail mail) throws Exception {
        sender.call(it -> it.submit(mail));
    }

    /** Sends the message with the canary to the domain in the author's spelling. */
    public void sendTo(String domain) throws Exception {
        decoy(domain, CANARY);
    }

    /** Lets time pass, then makes the sender run its queue. */
    public void retryAfter(Duration pause) throws Exception {
        later(pause);
        sender.call(Sender::retry);
    }

    /**
     * Lets time pass. If the sender follows the lab's clock, the clock moves in pieces of at most six hours, so that the
     * sender can run its due tasks in between.
     */
    public void later(Duration time) throws Exception {
        Duration atOnce = can(Ability.CLOCK) ? HEARTBEAT : time;
        Duration left = time;
        while (!left.isZero()) {
            Duration piece = left.compareTo(atOnce) < 0 ? left : atOnce;
            if (can(Ability.CLOCK)) {
                net.clock().advance(piece);
            }
            sender.call(it -> it.timePasses(piece));
            left = left.minus(piece);
        }
    }

    /** Restarts the sender. */
    public void restart() throws Exception {
        sender.call(Sender::restart);
    }

    /** Makes the sender submit the TLS reports that are due. */
    public void submitReports() throws Exception {
        sender.call(Sender::submitReports);
    }

    /** The number of domains that the sender's memory cache is configured for. */
    public int rememberedDomains() {
        return kind.rememberedDomains();
    }

    /** The time limit of a call to the sender, in words. */
    public String patience() {
        return sender.patience();
    }

    /** Whether the sender has an ability. */
    public boolean can(Ability ability) {
        return kind.abilities().contains(ability);
    }

    /** The network, for steps that need more than this class offers. */
    public TestNetwork net() {
        return net;
    }

    /** Ends the attack: hosts, DNS and sender work, and the domain publishes its policy again. */
    public void heal() throws Exception {
        hosts.heal();
        restored.forEach(Runnable::run);
        reports.status(201);
        republish.run();
        if (suffers) {
            sender.call(Sender::recover);
        }
    }

    /** Records the traffic since the last call under the name of the step. */
    public void write(String what) throws InterruptedException {
        Duration passed = Duration.between(start, net.clock().instant());
        String at = "+%dd %02d:%02d".formatted(passed.toDays(), passed.toHoursPart(), passed.toMinutesPart());
        hosts.write(at, what);
    }

    /** The evidence so far. */
    public Evidence evidence() throws InterruptedException {
        return hosts.evidence(CANARY, sender.isHeld());
    }

    /** The TLS reports that arrived. */
    public Reports reports() {
        return Reports.postedTo(reports);
    }

    /** For a step at whose time a bounce would be too early: notes whether there was one. */
    public void expectNothingReturned() throws InterruptedException {
        returnedEarly |= evidence().returned();
    }

    /** Whether a bounce came too early. */
    public boolean returnedEarly() {
        return returnedEarly;
    }

    /** For a step at whose end no host that accepts mail matches the policy in force: notes whether one has the message. */
    public void expectNothingTaken() throws InterruptedException {
        strayed |= evidence().arrived();
    }

    /** Whether a host accepted the message although it did not match the policy in force. */
    public boolean strayed() {
        return strayed;
    }

    /** Whether the sender queried the domain's TXT record for the first message, and not since. */
    public boolean neverAskedAgain() {
        return questionsWhenLearned > 0 && hosts.questionsFor(RECORD) == questionsWhenLearned;
    }

    /** Whether the messages before the attack arrived. */
    public boolean learned() {
        return learned;
    }

    /** The steps so far, with the traffic of each. */
    public List<StepTrace> trace() {
        return hosts.trace();
    }

    @Override
    public void close() throws IOException {
        try (net) {
            sender.close();
        }
    }
}
