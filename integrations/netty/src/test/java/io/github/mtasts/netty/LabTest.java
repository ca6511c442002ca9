package io.github.mtasts.netty;

import io.github.mtasts.MtaSts;
import io.github.mtasts.Unsent;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.junit.DowngradeTests;
import io.github.mtasts.lab.sender.library.Courier;
import io.github.mtasts.lab.sender.library.LibrarySender;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.testkit.TestNetwork;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every attack of the lab on a {@link NettyMailSender}. */
@Tag("slow")
class LabTest {
    /** Each message faces the attack on a connection of its own. */
    @TestFactory
    Stream<DynamicTest> resistsEveryAttack() {
        return DowngradeTests.of(LibrarySender.kind("NettyMailSender", EnumSet.allOf(Ability.class), Postman::new));
    }

    private static final class Postman implements Courier {
        private static final Duration LIMIT = Duration.ofSeconds(5);

        private final EventLoopGroup loops = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        private final NettyMailSender sender;

        Postman(MtaSts mtaSts, MxLookup mx, TestNetwork net, String ehloName) {
            sender = NettyMailSender.builder(mtaSts, mx, RoutedChannel.bootstrap(loops, net), ehloName)
                    .connectLimit(LIMIT)
                    .replyLimit(LIMIT)
                    .timeLimit(LIMIT.multipliedBy(3))
                    .idleConnections(0)
                    .build();
        }

        @Override
        public Optional<Unsent> send(Message message, boolean lastTry) throws Exception {
            Envelope.Builder envelope = Envelope.from(message.from()).to(message.to());
            if (message.requireTls()) {
                envelope.requireTls();
            }
            RecipientStatus status = sender.send(
                            (lastTry ? envelope.lastTry() : envelope).build(),
                            message.text().getBytes(StandardCharsets.UTF_8))
                    .get(240, TimeUnit.SECONDS)
                    .recipients()
                    .get(0)
                    .status();
            if (status instanceof RecipientStatus.Deferred deferred) {
                return Optional.of(
                        new Unsent.Defer(deferred.enhancedStatus(), deferred.sentence(), deferred.lastTryMissed()));
            }
            return status instanceof RecipientStatus.Failed failed
                    ? Optional.of(new Unsent.MayFail(failed.sentence()))
                    : Optional.empty();
        }

        @Override
        public void close() {
            sender.close();
            loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }
}
