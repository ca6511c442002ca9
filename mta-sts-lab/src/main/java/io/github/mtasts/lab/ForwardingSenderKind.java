package io.github.mtasts.lab;

import io.github.mtasts.testkit.TestNetwork;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

/** A kind that takes from another whatever it does not override. */
abstract class ForwardingSenderKind implements SenderKind {
    private final SenderKind kind;

    ForwardingSenderKind(SenderKind kind) {
        this.kind = kind;
    }

    @Override
    public String name() {
        return kind.name();
    }

    @Override
    public Set<Ability> abilities() {
        return kind.abilities();
    }

    @Override
    public Sender start(TestNetwork net, Path folder) throws Exception {
        return kind.start(net, folder);
    }

    @Override
    public TestNetwork network() {
        return kind.network();
    }

    @Override
    public int rememberedDomains() {
        return kind.rememberedDomains();
    }

    @Override
    public Duration patience() {
        return kind.patience();
    }

    @Override
    public int concurrency() {
        return kind.concurrency();
    }
}
