package io.github.mtasts.lab.command;

import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.sender.Controls;
import io.github.mtasts.lab.sender.OpportunisticSender;
import io.github.mtasts.lab.sender.library.LibrarySender;
import io.github.mtasts.lab.sender.naive.NaiveSender;
import io.github.mtasts.lab.sender.postfix.PolicySource;
import io.github.mtasts.lab.sender.postfix.Postfix;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** The senders that the command accepts by name. */
final class Senders {
    static final List<String> NAMES = List.of(
            "library",
            "opportunistic",
            "require-tls",
            "naive",
            "postfix",
            "postfix-policy",
            "postfix-dane",
            "postfix-service");

    private static final String FLAWED = "naive:";

    private final PolicyService service;

    Senders(PolicyService service) {
        this.service = service;
    }

    /** @throws IllegalArgumentException naming the possible senders */
    SenderKind named(String name) {
        if (name.startsWith(FLAWED)) {
            return Controls.with(flaw(name.substring(FLAWED.length())));
        }
        return switch (name) {
            case "library" -> LibrarySender.kind();
            case "opportunistic" -> OpportunisticSender.opportunistic();
            case "require-tls" -> OpportunisticSender.requireTls();
            case "naive" -> NaiveSender.kind();
            case "postfix" -> new Postfix(PolicySource.none());
            case "postfix-policy" -> new Postfix(PolicySource.file());
            case "postfix-dane" -> new Postfix(PolicySource.dane());
            case "postfix-service" -> new Postfix(service.source());
            default ->
                throw new IllegalArgumentException(
                        "there is no sender " + name + ": choose from " + String.join(", ", NAMES));
        };
    }

    private static Flaw flaw(String name) {
        try {
            return Flaw.valueOf(name.toUpperCase(Locale.ROOT).replace('-', '_'));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "there is no mistake " + name + ": choose from "
                            + Stream.of(Flaw.values()).map(Flaw::name).collect(Collectors.joining(", ")),
                    e);
        }
    }
}
