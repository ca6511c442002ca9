package io.github.mtasts.tool.check;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.tool.run.CommandFailure;
import io.github.mtasts.tool.run.ExitStatus;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.tool.terminal.Progress;
import java.util.ArrayDeque;
import java.util.Iterator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/** Looks at many domains, 50 at a time, and prints them in the order in which they were given. */
final class Batch {
    private static final int AT_A_TIME = 50;
    /** How far the looks run ahead of what is printed: bounds the memory of a long list. */
    private static final int AHEAD = 4 * AT_A_TIME;

    private final Surroundings surroundings;
    private final Gathering gathering;
    private final Judge judge;
    private final History history;

    Batch(Surroundings surroundings, Gathering gathering, Judge judge, History history) {
        this.surroundings = surroundings;
        this.gathering = gathering;
        this.judge = judge;
        this.history = history;
    }

    /** @param showProgress whether there is a bar, where a person sees it */
    void run(List<PolicyDomain> domains, boolean showProgress, ReportOutput output) {
        ExecutorService threads = Executors.newFixedThreadPool(Math.max(1, Math.min(AT_A_TIME, domains.size())));
        try (Progress progress = new Progress(surroundings, showProgress ? domains.size() : 0)) {
            Queue<Future<DomainReport>> ahead = new ArrayDeque<>();
            Iterator<PolicyDomain> rest = domains.iterator();
            while (rest.hasNext() || !ahead.isEmpty()) {
                while (rest.hasNext() && ahead.size() < AHEAD) {
                    PolicyDomain domain = rest.next();
                    ahead.add(threads.submit(() -> look(domain, progress)));
                }
                DomainReport report = result(ahead.remove());
                progress.around(() -> output.print(report));
                remember(report.facts());
            }
        } finally {
            threads.shutdownNow();
        }
    }

    private DomainReport look(PolicyDomain domain, Progress progress) {
        DomainReport report = judge.report(gathering.of(domain));
        if (report.ownFault() != null) { // such as a name server that was too busy: a second look costs little
            report = judge.report(gathering.of(domain));
        }
        progress.step();
        return report;
    }

    private void remember(DomainFacts facts) {
        StsPolicy policy = facts.applied().orElse(null);
        if (policy != null) {
            facts.record()
                    .id()
                    .ifPresent(id -> history.note(
                            facts.domain(), id, policy, surroundings.clock().instant()));
        }
    }

    private static DomainReport result(Future<DomainReport> future) {
        try {
            return future.get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailure(ExitStatus.BROKEN, "interrupted", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("a look at a domain failed: " + e.getCause(), e);
        }
    }
}
