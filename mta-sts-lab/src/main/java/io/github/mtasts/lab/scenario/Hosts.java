package io.github.mtasts.lab.scenario;

import io.github.mtasts.testkit.DnsAnswers;
import io.github.mtasts.testkit.Mitm;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestNetwork;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** The hosts and attackers of a scenario, and the traffic that they have recorded. */
final class Hosts {
    /** The longest wait for a session that the sender keeps open. */
    private static final Duration SESSION_END = Duration.ofSeconds(2);

    private final TestNetwork net;
    private final Journal journal;
    private final MxServer returns;
    private final Map<String, MxServer> genuine = new LinkedHashMap<>();
    private final Map<String, MxServer> rogues = new LinkedHashMap<>();
    private final Map<String, PolicyHost> web = new LinkedHashMap<>();
    private final Map<MxServer, Mitm> mitms = new LinkedHashMap<>();
    private final Set<String> forged = new LinkedHashSet<>();
    private final Set<String> inside = new LinkedHashSet<>();

    /** @param returns the host that receives bounces */
    Hosts(TestNetwork net, MxServer returns) {
        this.net = net;
        this.journal = new Journal(net.dns());
        this.returns = returns;
    }

    MxServer genuine(String name) {
        return genuine.computeIfAbsent(name, net::mxServer);
    }

    MxServer rogue(String name) {
        return rogues.computeIfAbsent(name, net::mxServer);
    }

    PolicyHost web(String name) {
        return web.computeIfAbsent(name, net::httpsHost);
    }

    Mitm mitm(MxServer host) {
        return mitms.computeIfAbsent(host, net::attack);
    }

    void forge(String name, Consumer<DnsAnswers> lie) {
        forged.add(name);
        net.dns().forge(name, lie);
    }

    void watchInside(String address) {
        inside.add(address);
    }

    /** Ends every attack: hosts and DNS behave as published. */
    void heal() {
        mitms.values().forEach(Mitm::stop);
        genuine.values().forEach(MxServer::reset);
        web.values().forEach(PolicyHost::reset);
        forged.forEach(name -> net.dns().unforge(name));
    }

    private List<MxServer> mxHosts() {
        List<MxServer> hosts = new ArrayList<>(genuine.values());
        hosts.addAll(rogues.values());
        hosts.add(returns);
        return hosts;
    }

    /** Waits until the hosts have read what the client sent: a session that has ended records nothing more. */
    void settle() throws InterruptedException {
        for (Mitm mitm : mitms.values()) {
            var unused = mitm.awaitIdle(SESSION_END);
        }
        for (MxServer host : mxHosts()) {
            var unused = host.awaitIdle(SESSION_END);
        }
    }

    void write(String at, String what) throws InterruptedException {
        settle();
        journal.write(at, what, web.values(), mxHosts(), mitms.values());
    }

    List<StepTrace> trace() {
        return journal.trace();
    }

    boolean isTaken(String text) {
        return genuine.values().stream().anyMatch(host -> took(host, text));
    }

    Evidence evidence(String canary, boolean held) throws InterruptedException {
        settle();
        return new Evidence(
                mitms.values().stream().anyMatch(mitm -> mitm.sawInClear(canary))
                        || genuine.values().stream().anyMatch(host -> host.sawInClear(canary)),
                mitms.values().stream().anyMatch(mitm -> mitm.sawDecrypted(canary))
                        || rogues.values().stream()
                                .anyMatch(host -> host.sawInClear(canary) || host.sawOverTls(canary)),
                net.connections().stream()
                        .anyMatch(to -> inside.contains(to.getAddress().getHostAddress())),
                mitms.values().stream()
                        .flatMap(mitm -> mitm.downgradedTo().stream())
                        .collect(Collectors.toUnmodifiableSet()),
                isTaken(canary),
                returns.messages().stream().anyMatch(DeliveryReport::saysFailed),
                held);
    }

    /** The number of TXT queries for a name. */
    long questionsFor(String name) {
        return net.dns().queries().stream()
                .filter(query -> query.type().equals("TXT") && query.name().equals(name))
                .count();
    }

    private static boolean took(MxServer host, String text) {
        return host.messages().stream().anyMatch(message -> message.body().contains(text));
    }
}
