package io.github.mtasts.quickstart;

import io.github.mtasts.testkit.Mitm;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestCa;
import io.github.mtasts.testkit.TestNetwork;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A mail network on loopback: the domains of the demonstration, and their attackers. */
final class DemoNetwork implements AutoCloseable {
    /**
     * One domain of the demonstration.
     *
     * @param name the recipient domain
     * @param situation its configuration, or the attack on it, in a few words
     * @param hosts its MX hosts
     * @param impostors the MX hosts that are not the domain's, or whose certificate does not prove it
     * @param underAttack true when a sender that enforces nothing exposes the body
     * @param beforeSecondMessage the change after a first message, null when one message is enough
     */
    record Domain(
            String name,
            String situation,
            List<String> hosts,
            List<String> impostors,
            boolean underAttack,
            @Nullable Runnable beforeSecondMessage) {}

    /** Who else read the body. */
    record Evidence(boolean inTheClear, boolean byAnImpostor) {
        boolean leaked() {
            return inTheClear || byAnImpostor;
        }

        @Override
        public String toString() {
            return byAnImpostor ? "by an impostor" : inTheClear ? "in the clear" : "no";
        }
    }

    private static final long WEEK = 604_800;

    private final TestNetwork net = TestNetwork.start();
    private final TestCa ca = net.ca();
    private final List<Mitm> attackers = new ArrayList<>();

    TestNetwork net() {
        return net;
    }

    /** Takes down the policy hosts and the _mta-sts records of these domains. */
    void silencePolicyHosts(List<String> domains) {
        for (String domain : domains) {
            net.policyHost(domain).down();
            net.dns().servfail("_mta-sts." + domain, "TXT");
        }
    }

    /** Comes from the octets that hosts and attackers read, not from the sender. */
    Evidence evidence(Domain domain, String canary) {
        boolean inTheClear = attackers.stream().anyMatch(mitm -> mitm.sawInClear(canary))
                || domain.hosts().stream().anyMatch(host -> net.mxServer(host).sawInClear(canary));
        boolean byAnImpostor = attackers.stream().anyMatch(mitm -> mitm.sawDecrypted(canary))
                || domain.impostors().stream()
                        .flatMap(host -> net.mxServer(host).messages().stream())
                        .anyMatch(message -> message.body().contains(canary));
        return new Evidence(inTheClear, byAnImpostor);
    }

    /** Makes the domains. Each asks for TLS reports, half of them by mail, half by POST. */
    List<Domain> domains() {
        List<Domain> domains = makeDomains();
        for (int i = 0; i < domains.size(); i++) {
            String name = domains.get(i).name();
            String destination = i % 2 == 0 ? "mailto:tls-reports@" + name : "https://reports." + name + "/v1";
            net.dns().txt("_smtp._tls." + name, "v=TLSRPTv1; rua=" + destination);
        }
        return domains;
    }

    private List<Domain> makeDomains() {
        return List.of(
                peaceful("enforced.example", "no attack", "enforce", mx -> {}),
                peaceful("testing.example", "no attack", "testing", mx -> {}),
                peaceful(
                        "trial.example", "certificate expired", "testing", mx -> mx.certificate(ca.expired(mx.name()))),
                peaceful("none.example", "withdrew its policy", "none", mx -> mx.certificate(ca.selfSigned(mx.name()))),
                noPolicy(),
                wildcard(),
                backup(),
                attacked(
                        "stripped.example",
                        "STARTTLS stripped",
                        mx -> attack(mx).stripStartTls()),
                attacked(
                        "refused.example",
                        "STARTTLS refused with 554",
                        mx -> attack(mx).refuseStartTls("554 5.7.0 no")),
                attacked(
                        "swapped.example",
                        "certificate swapped",
                        mx -> attack(mx).swapCertificate(ca.selfSigned(mx.name()))),
                otherName(),
                forgedMx(),
                changedId(),
                policyHostDown());
    }

    @Override
    public void close() {
        net.close();
    }

    private Domain peaceful(String name, String situation, String mode, Consumer<MxServer> setUp) {
        setUp.accept(host(name, mode));
        return new Domain(name, situation, List.of("mx." + name), List.of(), false, null);
    }

    private Domain attacked(String name, String situation, Consumer<MxServer> attack) {
        attack.accept(host(name, "enforce"));
        return new Domain(name, situation, List.of("mx." + name), List.of(), true, null);
    }

    private MxServer host(String domain, String mode) {
        String host = "mx." + domain;
        publish(domain, mode, host);
        return net.mx(domain, host).mxServer(host);
    }

    private void publish(String domain, String mode, String... patterns) {
        net.publish(domain, "id1", TestNetwork.policy(mode, WEEK, mode.equals("none") ? new String[0] : patterns));
    }

    private Mitm attack(MxServer mx) {
        Mitm mitm = net.attack(mx);
        attackers.add(mitm);
        return mitm;
    }

    private Domain otherName() {
        String host = "mx.othername.example";
        host("othername.example", "enforce").certificate(ca.issue("mx.other.example"));
        return new Domain("othername.example", "certificate of another host", List.of(host), List.of(host), true, null);
    }

    private Domain noPolicy() {
        String host = "mx.plain.example";
        net.mx("plain.example", host).mxServer(host).certificate(ca.selfSigned(host));
        return new Domain("plain.example", "has no policy", List.of(host), List.of(), false, null);
    }

    private Domain wildcard() {
        String host = "mx7.wildcard.example";
        net.mx("wildcard.example", host).mxServer(host);
        publish("wildcard.example", "enforce", "*.wildcard.example");
        return new Domain("wildcard.example", "mx: *.wildcard.example", List.of(host), List.of(), false, null);
    }

    private Domain backup() {
        String first = "mx1.backup.example";
        String second = "mx2.backup.example";
        net.mx("backup.example", first, second).mxServer(first).noStartTls();
        net.mxServer(second);
        publish("backup.example", "enforce", first, second);
        return new Domain("backup.example", "first MX host without TLS", List.of(first, second), List.of(), true, null);
    }

    private Domain forgedMx() {
        String evil = "mx.evil.example";
        net.mx("forged.example", evil).mxServer(evil);
        publish("forged.example", "enforce", "mx.forged.example");
        return new Domain("forged.example", "MX record forged", List.of(evil), List.of(evil), true, null);
    }

    private Domain changedId() {
        host("changed.example", "none").noStartTls();
        return new Domain(
                "changed.example",
                "new id: now enforce, no TLS",
                List.of("mx.changed.example"),
                List.of(),
                true,
                () -> net.publish("changed.example", "id2", TestNetwork.policy("enforce", WEEK, "mx.changed.example")));
    }

    private Domain policyHostDown() {
        MxServer mx = host("blocked.example", "enforce");
        return new Domain("blocked.example", "fetch blocked, TLS stripped", List.of(mx.name()), List.of(), true, () -> {
            net.policyHost("blocked.example").down();
            net.dns().forge("_mta-sts.blocked.example", lie -> lie.txt("v=STSv1; id=id2;"));
            attack(mx).stripStartTls();
        });
    }
}
