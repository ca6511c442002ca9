package com.example;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.Opening;
import io.github.mtasts.netty.NettyTransport;
import io.netty.bootstrap.Bootstrap;
import io.netty.channel.ChannelHandler;
import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

record Sender(Bootstrap bootstrap) {
    CompletableFuture<Boolean> open(
            DeliveryAttempt attempt, String host, InetSocketAddress address, ChannelHandler smtp) {
        if (!(attempt.candidate(host) instanceof Candidate.Proceed proceed)) {
            return CompletableFuture.completedFuture(false);
        }
        return proceed.openAsync(NettyTransport.dialer(bootstrap, address)).thenApply(opening -> {
            if (opening instanceof Opening.Ready<NettyTransport> ready) {
                NettyTransport.handOver(ready, smtp);
                return true;
            }
            return false;
        });
    }
}
