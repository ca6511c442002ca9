package io.github.mtasts.lab.sender;

import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.sender.naive.NaiveSender;

/** The controls: senders with the mistakes that attacks exploit. */
public final class Controls {
    private Controls() {}

    /**
     * The control with one mistake.
     *
     * @param flaw the mistake
     * @return the kind
     */
    public static SenderKind with(Flaw flaw) {
        return switch (flaw) {
            case NO_POLICIES -> OpportunisticSender.opportunistic();
            case NO_CHECKS -> OpportunisticSender.requireTls();
            default -> NaiveSender.kind(flaw);
        };
    }
}
