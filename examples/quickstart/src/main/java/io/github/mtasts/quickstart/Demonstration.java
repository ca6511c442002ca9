package io.github.mtasts.quickstart;

import io.github.mtasts.MtaSts;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.quickstart.DemoNetwork.Domain;
import io.github.mtasts.quickstart.Results.Result;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import io.github.mtasts.resolution.PolicyCache;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Sends the same messages twice, following policies and ignoring them, and prints the results. */
final class Demonstration {
    /** The results of one run, and its TLS reports as text. */
    private record Run(List<Result> results, String reports) {}

    private final Console console;
    private final @Nullable Path state;
    private final @Nullable Path reports;

    /**
     * A demonstration.
     *
     * @param state directory that keeps policies for the next run, null to keep them in memory
     * @param reports directory to write the TLS reports of the run into, null to print them only
     */
    Demonstration(Console console, @Nullable Path state, @Nullable Path reports) {
        this.console = console;
        this.state = state;
        this.reports = reports;
    }

    /** True when no enforced body leaked, and every attack works where policies are ignored. */
    boolean run() {
        console.out()
                .printf("Sending mail on loopback to domains under attack, with MTA-STS and then without: 5"
                        + " seconds.%n%n");
        Run run;
        try (Memory memory = new Memory(state)) {
            List<String> remembered = memory.domains();
            run = sendAll(domain -> LocalRule.FOLLOW, memory.cache(), remembered, true);
            if (state != null) {
                printKept(
                        Memory.file(state), remembered.size(), memory.domains().size());
            }
        }
        Run ignoring = sendAll(domain -> new LocalRule.Ignore(), MemoryPolicyCache.create(), List.of(), false);
        Results results = new Results(run.results(), ignoring.results());
        console.out().print(results.text());
        console.out().print(run.reports());
        return results.asExpected();
    }

    private void printKept(Path file, int before, int now) {
        if (before > 0) {
            console.out()
                    .printf(
                            "%d policies came from %s; the policy hosts and _mta-sts records were down%n%n",
                            before, file);
        } else {
            console.out()
                    .printf("%d policies are kept in %s; in the next run the policy hosts are down%n%n", now, file);
        }
    }

    private Run sendAll(LocalPolicy localPolicy, PolicyCache cache, List<String> remembered, boolean reported) {
        List<Result> results = new ArrayList<>();
        LastFailures failures = new LastFailures();
        try (DemoNetwork demo = new DemoNetwork();
                DnsResolver dns =
                        DnsResolver.builder().server(demo.net().dns().address()).build();
                Reports counted = new Reports(dns, reports);
                MtaSts mtaSts = mtaSts(demo.net(), dns, localPolicy, cache, counted.listener(), failures);
                Sender sender = new Sender(
                        mtaSts, new MxLookup(dns, dns, Set.of()), demo.net().sockets(), failures)) {
            List<Domain> domains = demo.domains();
            demo.silencePolicyHosts(remembered);
            for (Domain domain : domains) {
                results.add(send(demo, mtaSts, sender, domain));
            }
            return new Run(results, reported ? counted.text() : "");
        }
    }

    private static MtaSts mtaSts(
            TestNetwork net,
            DnsResolver dns,
            LocalPolicy localPolicy,
            PolicyCache cache,
            OutcomeListener listener,
            LastFailures failures) {
        return MtaSts.builder()
                .cache(cache)
                .dns(dns)
                .trustAnchors(TrustAnchors.of(List.of(net.ca().root())))
                .socketFactory(net.sockets())
                .localPolicy(localPolicy)
                .outcomes(listener)
                .outcomes(failures)
                .build();
    }

    private static Result send(DemoNetwork demo, MtaSts mtaSts, Sender sender, Domain domain) {
        if (domain.beforeSecondMessage() != null) {
            sendOne(sender, domain, "first-" + domain.name(), new Trace());
            domain.beforeSecondMessage().run();
            mtaSts.check(PolicyDomain.of(domain.name()))
                    .join(); // otherwise only when the last check is over five minutes old
        }
        String canary = "canary-" + domain.name();
        Trace trace = new Trace();
        RecipientStatus status = sendOne(sender, domain, canary, trace);
        return new Result(domain, trace, status, demo.evidence(domain, canary));
    }

    private static RecipientStatus sendOne(Sender sender, Domain domain, String body, Trace trace) {
        return sender.send("bob@" + domain.name(), PolicyDomain.of(domain.name()), message(domain.name(), body), trace);
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
