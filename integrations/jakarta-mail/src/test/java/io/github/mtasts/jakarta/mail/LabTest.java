package io.github.mtasts.jakarta.mail;

import io.github.mtasts.MtaSts;
import io.github.mtasts.Unsent;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.junit.DowngradeTests;
import io.github.mtasts.lab.sender.library.Courier;
import io.github.mtasts.lab.sender.library.LibrarySender;
import io.github.mtasts.smtp.Envelope;
import io.github.mtasts.smtp.RecipientStatus;
import jakarta.mail.Session;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;
import javax.net.SocketFactory;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;

/** Every attack of the lab on a {@link MailSender}. */
@Tag("slow")
class LabTest {
    /** Each message faces the attack on a connection of its own. */
    @TestFactory
    Stream<DynamicTest> resistsEveryAttack() {
        return DowngradeTests.of(LibrarySender.kind(
                "MailSender",
                EnumSet.allOf(Ability.class),
                (mtaSts, mx, network, ehlo) -> new Postman(mtaSts, mx, network.sockets(), ehlo)));
    }

    private static final class Postman implements Courier {
        private static final Duration LIMIT = Duration.ofSeconds(5);

        private final Session session = Session.getInstance(new Properties());
        private final MailSender sender;

        Postman(MtaSts mtaSts, MxLookup mx, SocketFactory sockets, String ehloName) {
            sender = MailSender.builder(mtaSts, mx, ehloName)
                    .socketFactory(sockets)
                    .connectLimit(LIMIT)
                    .replyLimit(LIMIT)
                    .idleConnections(0)
                    .build();
        }

        @Override
        public Optional<Unsent> send(Message message, boolean lastTry) throws Exception {
            Envelope.Builder envelope = Envelope.from(message.from()).to(message.to());
            if (message.requireTls()) {
                envelope.requireTls();
            }
            MimeMessage mime = new MimeMessage(
                    session, new ByteArrayInputStream(message.text().getBytes(StandardCharsets.UTF_8)));
            RecipientStatus status = sender.send((lastTry ? envelope.lastTry() : envelope).build(), mime)
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
        }
    }
}
