package com.example;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.micrometer.MtaStsMetrics;
import io.github.mtasts.netty.NettyMailSender;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.SendResult;
import io.micrometer.core.instrument.MeterRegistry;
import io.netty.bootstrap.Bootstrap;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** Sends mail on event loops, and counts what the library does. */
record Mailer(MtaSts mtaSts, NettyMailSender sender) implements AutoCloseable {
    static Mailer start(MtaStsBuilder settings, DnsResolver dns, Bootstrap bootstrap, MeterRegistry registry) {
        MtaStsMetrics metrics = new MtaStsMetrics(registry);
        MtaSts mtaSts = settings.dns(dns).listener(metrics).build();
        metrics.bind(mtaSts);
        MxLookup mx = new MxLookup(dns, dns, Set.of());
        return new Mailer(mtaSts, NettyMailSender.builder(mtaSts, mx, bootstrap, "mail.sender.example").build());
    }

    CompletableFuture<SendResult> send(String to, byte[] message) {
        return sender.send(Envelope.from("app@sender.example").to(to).build(), message);
    }

    @Override
    public void close() {
        sender.close();
        mtaSts.close();
    }
}
