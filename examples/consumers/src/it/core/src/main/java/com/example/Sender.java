package com.example;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.Dialer;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import java.net.Socket;

/** Compiles with {@code mta-sts-core} and nothing else. */
final class Sender {
    static boolean ready(MtaSts mtaSts, String domain, String host, Dialer dialer) {
        try (DeliveryAttempt attempt = mtaSts.begin(DeliveryRequest.willRetry(domain).ehloName("mail.sender.example").build())) {
            return attempt.candidate(host) instanceof Candidate.Proceed proceed
                    && proceed.open(dialer) instanceof Opening.Ready<Socket>;
        }
    }

    private Sender() {}
}
