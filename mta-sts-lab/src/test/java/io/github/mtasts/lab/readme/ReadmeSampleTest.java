package io.github.mtasts.lab.readme;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.junit.DowngradeTests;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

class ReadmeSampleTest {
    @TestFactory
    Stream<DynamicTest> resistsDowngrades() {
        return DowngradeTests.of(SenderKind.of("my server", Set.of(Ability.DISCOVERY), (net, folder) -> {
            MyServer server = MyServer.start(net.dns().address(), net.ca().root(), net.sockets());
            return new Sender() {
                @Override
                public void submit(Mail mail) throws Exception {
                    server.enqueueAndTry(mail.to(), mail.text());
                }

                @Override
                public void retry() throws Exception {
                    server.runQueue();
                }

                @Override
                public void close() {
                    server.close();
                }
            };
        }));
    }
}
