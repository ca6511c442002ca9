package io.github.mtasts.quickstart;

import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.delivery.MtaSts;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.quickstart.DemoNetwork.Domain;
import io.github.mtasts.quickstart.DemoNetwork.Evidence;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;

/** Sends the same messages twice, with enforcement and without, and shows what became of them. */
final class Demonstration {
    /** One row: what the sender says, and what the network saw. */
    record Result(Domain domain, Trace trace, Disposition disposition, Evidence evidence) {}

    private final Console console;

    Demonstration(Console console) {
        this.console = console;
    }

    /** True when no enforced body leaked, and every attack works where nothing is enforced. */
    boolean run() {
        List<Result> enforcing = sendAll(domain -> LocalRule.FOLLOW);
        List<Result> ignoring = sendAll(domain -> new LocalRule.Ignore());
        Table table = new Table(
                "domain",
                "what is going on",
                "mode",
                "MX host",
                "decision",
                "session",
                "disposition",
                "body seen",
                "if ignored");
        for (int i = 0; i < enforcing.size(); i++) {
            Result result = enforcing.get(i);
            Trace trace = result.trace();
            table.row(
                    result.domain().name(),
                    result.domain().story(),
                    trace.mode(),
                    trace.host(),
                    trace.decision(),
                    trace.session(),
                    result.disposition().toString(),
                    result.evidence().toString(),
                    ignoring.get(i).evidence().toString());
        }
        console.out().println(table);
        long sent = enforcing.stream()
                .filter(result -> result.disposition() instanceof Disposition.Sent)
                .count();
        long enforcedLeaks = enforcing.stream()
                .filter(Demonstration::isEnforced)
                .filter(result -> result.evidence().leaked())
                .count();
        long attacks = ignoring.stream()
                .filter(result -> result.domain().underAttack())
                .count();
        long attacksThatWork = ignoring.stream()
                .filter(result ->
                        result.domain().underAttack() && result.evidence().leaked())
                .count();
        console.out()
                .printf(
                        "%n%d domains: %d sent, %d deferred; enforced bodies seen by others: %d; with policies ignored: %d of %d attacks"
                                + " read the body%n",
                        enforcing.size(), sent, enforcing.size() - sent, enforcedLeaks, attacksThatWork, attacks);
        return enforcedLeaks == 0 && attacksThatWork == attacks;
    }

    private static boolean isEnforced(Result result) {
        return result.trace().mode().equals("enforce");
    }

    private static List<Result> sendAll(LocalPolicy localPolicy) {
        List<Result> results = new ArrayList<>();
        try (DemoNetwork demo = new DemoNetwork();
                DnsResolver dns =
                        DnsResolver.builder().server(demo.net().dns().address()).build();
                MtaSts mtaSts = mtaSts(demo.net(), dns, localPolicy)) {
            MxLookup mxLookup = new MxLookup(dns, dns, Set.of());
            for (Domain domain : demo.domains()) {
                results.add(send(demo, mtaSts, mxLookup, domain));
            }
        }
        return results;
    }

    private static MtaSts mtaSts(TestNetwork net, DnsResolver dns, LocalPolicy localPolicy) {
        return MtaSts.builder()
                .cache(MemoryPolicyCache.create())
                .dns(dns)
                .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                .socketFactory(net.sockets())
                .localPolicy(localPolicy)
                .build();
    }

    private static Result send(DemoNetwork demo, MtaSts mtaSts, MxLookup mxLookup, Domain domain) {
        if (domain.beforeSecondMessage() != null) {
            sendOne(demo, mtaSts, mxLookup, domain, "first-" + domain.name(), new Trace());
            domain.beforeSecondMessage().run();
            mtaSts.check(PolicyDomain.of(domain.name()))
                    .join(); // else only once the last comparison is five minutes old
        }
        String canary = "canary-" + domain.name();
        Trace trace = new Trace();
        Disposition disposition = sendOne(demo, mtaSts, mxLookup, domain, canary, trace);
        return new Result(domain, trace, disposition, demo.evidence(domain, canary));
    }

    private static Disposition sendOne(
            DemoNetwork demo, MtaSts mtaSts, MxLookup mxLookup, Domain domain, String body, Trace trace) {
        Sender sender = new Sender(mtaSts, mxLookup, demo.net().sockets(), "mail.sender.example", trace);
        return sender.send(PolicyDomain.of(domain.name()), message(domain.name(), body));
    }

    private static MimeMessage message(String domain, String body) {
        try {
            MimeMessage message = new MimeMessage(Session.getInstance(new Properties()));
            message.setFrom(new InternetAddress("alice@sender.example"));
            message.setRecipient(Message.RecipientType.TO, new InternetAddress("bob@" + domain));
            message.setSubject("Hello");
            message.setText(body);
            return message;
        } catch (MessagingException e) {
            throw new IllegalStateException("a message of constants", e);
        }
    }
}
