package io.github.mtasts.lab.run;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.sender.naive.NaiveSender;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.function.BiFunction;

/** The naive sender, to be changed in one respect. */
class Wrapped implements Sender {
    private final Sender naive;

    Wrapped(Sender naive) {
        this.naive = naive;
    }

    /** A kind whose senders are wrapped; the naive sender makes these mistakes. */
    static SenderKind kind(Set<Ability> abilities, BiFunction<Sender, TestNetwork, Sender> wrap, Flaw... flaws) {
        return SenderKind.of(
                "wrapped",
                abilities,
                (net, folder) -> wrap.apply(NaiveSender.kind(flaws).start(net, folder), net));
    }

    @Override
    public void submit(Mail mail) throws Exception {
        naive.submit(mail);
    }

    @Override
    public void retry() throws Exception {
        naive.retry();
    }

    @Override
    public void timePasses(Duration time) throws Exception {
        naive.timePasses(time);
    }

    @Override
    public void close() throws IOException {
        naive.close();
    }
}
