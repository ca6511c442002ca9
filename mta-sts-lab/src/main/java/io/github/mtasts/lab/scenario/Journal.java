package io.github.mtasts.lab.scenario;

import io.github.mtasts.lab.scenario.Seen.By;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.Mitm;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.SmtpLine;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/** Records the network traffic of a scenario, step by step. */
final class Journal {
    private static final int MAX_SEEN = 400;

    private final List<StepTrace> trace = new ArrayList<>();
    private final Map<Object, Integer> read = new HashMap<>();
    private final DnsServer dns;

    Journal(DnsServer dns) {
        this.dns = dns;
    }

    /** Records the traffic since the step before. */
    void write(
            String at, String what, Iterable<PolicyHost> webHosts, Iterable<MxServer> mxHosts, Iterable<Mitm> mitms) {
        List<Seen> seen = new ArrayList<>();
        for (DnsServer.Query query : news("dns", dns.queries())) {
            seen.add(new Seen(By.DNS, query.name(), false, query.type() + ": " + query.answer()));
        }
        for (PolicyHost host : webHosts) {
            for (PolicyHost.Request request : news(host, host.requests())) {
                seen.add(new Seen(By.HTTPS, host.name(), true, request.method() + " " + request.path()));
            }
        }
        for (Mitm mitm : mitms) {
            dialogues("the attacker at " + mitm.name(), mitm.dialogues(), lines -> lines, seen);
        }
        for (MxServer host : mxHosts) {
            dialogues(host.name(), host.sessions(), MxServer.Session::dialogue, seen);
        }
        trace.add(new StepTrace(at, what, seen.size() <= MAX_SEEN ? List.copyOf(seen) : shortened(seen)));
    }

    private <S> void dialogues(String where, List<S> sessions, Function<S, List<SmtpLine>> lines, List<Seen> seen) {
        for (int i = 0; i < sessions.size(); i++) {
            S session = sessions.get(i);
            String key = where + " " + i;
            if (read.putIfAbsent(key, 0) == null) {
                seen.add(new Seen(By.NETWORK, where, false, "connection " + (i + 1)));
            }
            for (SmtpLine line : news(key, lines.apply(session))) {
                seen.add(new Seen(by(line.speaker()), where, line.tls(), printable(line.text())));
            }
            if (session instanceof MxServer.Session one
                    && one.handshakeFailure() != null
                    && read.putIfAbsent(key + " failure", 0) == null) {
                seen.add(new Seen(By.NETWORK, where, false, "the handshake failed: " + one.handshakeFailure()));
            }
        }
    }

    private static By by(SmtpLine.Speaker speaker) {
        return switch (speaker) {
            case CLIENT -> By.SENDER;
            case HOST -> By.HOST;
            case ATTACKER -> By.ATTACKER;
        };
    }

    /** The entries of a growing list that are new since the last call. */
    private <T> List<T> news(Object source, List<T> all) {
        int from = Math.min(read.getOrDefault(source, 0), all.size());
        read.put(source, all.size());
        return all.subList(from, all.size());
    }

    private static String printable(String text) {
        return text.replaceAll("[^ -~]", "·");
    }

    private static List<Seen> shortened(List<Seen> seen) {
        List<Seen> some = new ArrayList<>(seen.subList(0, MAX_SEEN));
        some.add(new Seen(By.NETWORK, "", false, "and " + (seen.size() - MAX_SEEN) + " lines more"));
        return List.copyOf(some);
    }

    List<StepTrace> trace() {
        return List.copyOf(trace);
    }
}
