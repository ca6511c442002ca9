package io.github.mtasts.lab.sender.postfix;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.testkit.TestNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;

/** Postfix as a kind of sender. It starts inside a {@link Namespace} only. */
public final class Postfix implements SenderKind {
    private final PolicySource policies;

    /**
     * Starts nothing yet.
     *
     * @param policies the source of its TLS policies
     */
    public Postfix(PolicySource policies) {
        this.policies = policies;
    }

    /**
     * The reason for which Postfix cannot run here.
     *
     * @return a sentence, or empty if it can
     */
    public static Optional<String> missing() {
        return Namespace.find("postfix").isEmpty()
                ? Optional.of("Postfix is not installed (on Debian: apt-get install postfix)")
                : Namespace.missing();
    }

    /**
     * The reason for which this Postfix cannot run here.
     *
     * @return a sentence, or empty if it can
     */
    public Optional<String> missingHere() {
        return policies.isDane() && Namespace.find("unbound").isEmpty()
                ? Optional.of("Unbound is not installed (on Debian: apt-get install unbound)")
                : missing();
    }

    @Override
    public String name() {
        return policies.name();
    }

    @Override
    public Set<Ability> abilities() {
        return policies.abilities();
    }

    @Override
    public TestNetwork network() {
        return Namespace.network();
    }

    @Override
    public Sender start(TestNetwork net, Path folder) throws Exception {
        return new PostfixSender(new Instance(
                folder, policies, net.ca().rootPem(), net.dns().dnssec().trustAnchors()));
    }

    /** {@inheritDoc} All trials have the same addresses. */
    @Override
    public int concurrency() {
        return 1;
    }

    @Override
    public Duration patience() {
        return Duration.ofSeconds(60);
    }
}
