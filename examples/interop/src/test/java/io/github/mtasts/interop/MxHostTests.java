package io.github.mtasts.interop;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.faults.FreePort;
import io.github.mtasts.interop.MxCase.Result;
import io.github.mtasts.interop.MxNetwork.Delivery;
import io.github.mtasts.interop.MxNetwork.Mode;
import io.github.mtasts.outcome.AppliedPolicy;
import io.github.mtasts.smtp.RecipientStatus;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Mail to one kind of server, in several configurations and under every kind of policy. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class MxHostTests {
    private final Software software;
    private final String network;
    private final List<MxCase> inEveryBuild;
    private final List<MxCase> all;
    private final int port = FreePort.choose();
    private MxNetwork mail;
    private Path folder;

    /**
     * Makes the tests.
     *
     * @param network the first three numbers of the listeners' addresses
     * @param inEveryBuild the configurations that every build tests
     * @param slow the configurations that profile slow tests besides
     */
    MxHostTests(Software software, String network, List<MxCase> inEveryBuild, List<MxCase> slow) {
        this.software = software;
        this.network = network;
        this.inEveryBuild = inEveryBuild;
        this.all = Stream.concat(inEveryBuild.stream(), slow.stream()).toList();
    }

    /** The servers of the class. */
    abstract Servers servers();

    /** Writes the configuration with a listener for every case, and starts the server. */
    abstract void start(Path serverFolder, List<MxCase> cases) throws IOException;

    @BeforeAll
    void startServer() throws IOException {
        mail = new MxNetwork();
        folder = servers().folder(software.name());
        mail.writeCertificates(folder.resolve("tls"));
        start(folder, all);
    }

    @AfterAll
    void close() {
        mail.close();
    }

    @ParameterizedTest
    @MethodSource("inEveryBuild")
    void delivers(MxCase host, Mode mode) throws Exception {
        verify(host, mode);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("onlyWhenSlow")
    void deliversToFurtherConfigurations(MxCase host, Mode mode) throws Exception {
        verify(host, mode);
    }

    /** The second message goes over the connection of the first. */
    @Test
    void takesMessagesFromMailSender() throws Exception {
        takesMessages("mail-sender", mail::sendByMailSender);
    }

    /** The second message goes over the channel of the first. */
    @Test
    void takesMessagesFromNettyMailSender() throws Exception {
        takesMessages("netty-mail-sender", mail::sendByNettyMailSender);
    }

    /** Sends messages with some texts to a domain whose MX host is at an address. */
    @FunctionalInterface
    private interface Way {
        List<RecipientStatus> send(String domainLabel, InetSocketAddress server, List<String> markers) throws Exception;
    }

    private void takesMessages(String sender, Way way) throws Exception {
        MxCase host = inEveryBuild.get(0);
        assumeTrue(asRun(host).enforce() == Result.VALIDATED, "TLS does not work here");
        List<String> markers = List.of("marker-" + UUID.randomUUID(), "marker-" + UUID.randomUUID());
        List<RecipientStatus> statuses =
                way.send(sender + "-" + software.name().toLowerCase(Locale.ROOT), address(host), markers);
        assertThat(statuses).hasSize(2).allSatisfy(status -> {
            assertThat(status).isInstanceOf(RecipientStatus.Delivered.class);
            RecipientStatus.Delivered delivered = (RecipientStatus.Delivered) status;
            assertThat(delivered.session().validated()).isTrue();
            assertThat(delivered.queueId()).as(delivered.toString()).isPresent();
        });
        for (String marker : markers) {
            assertThat(isInQueue(marker)).isTrue();
        }
    }

    /** Postfix and the library agree on which hosts an enforce policy lets mail to, but for the differences that are named. */
    @Test
    void agreesWithPostfix() throws IOException {
        assumeTrue(servers().has(Software.POSTFIX), "posttls-finger comes with Postfix");
        List<String> listeners = all.stream()
                .map(this::address)
                .map(address -> "[" + address.getAddress().getHostAddress() + "]:" + address.getPort())
                .toList();
        List<Boolean> verified = PosttlsFinger.verified(
                servers(),
                servers().folder("posttls-finger-" + software.name()),
                folder.resolve("tls/root.crt"),
                listeners);
        List<String> expected = new ArrayList<>();
        List<String> observed = new ArrayList<>();
        for (int i = 0; i < all.size(); i++) {
            MxCase host = asRun(all.get(i));
            String library = "%s, %s: library %s, Postfix ".formatted(software, host, host.enforce());
            expected.add(library + host.verifiedByPostfix());
            observed.add(library + verified.get(i));
            assertThat(host.verifiedByPostfix() == (host.enforce() == Result.VALIDATED)
                            || !host.whyPostfixDiffers().isEmpty())
                    .as("the difference is explained: %s", host)
                    .isTrue();
        }
        Files.write(Path.of("target", "interop", "posttls-finger-" + software + ".txt"), observed);
        assertThat(observed).isEqualTo(expected);
    }

    Stream<Arguments> inEveryBuild() {
        return withModes(inEveryBuild);
    }

    Stream<Arguments> onlyWhenSlow() {
        return withModes(all.subList(inEveryBuild.size(), all.size()));
    }

    private static Stream<Arguments> withModes(List<MxCase> cases) {
        return cases.stream().flatMap(each -> Stream.of(Mode.values()).map(mode -> Arguments.of(each, mode)));
    }

    /** The root of the host's certificates. */
    X509Certificate root() {
        return mail.root();
    }

    /** The case as this release of the server shows it. */
    MxCase asRun(MxCase host) throws IOException {
        return host;
    }

    private void verify(MxCase written, Mode mode) throws MessagingException, IOException {
        String label = software.name().toLowerCase(Locale.ROOT) + "-" + all.indexOf(written);
        Delivery delivery = mail.send(label, mode, address(written));
        MxCase host = asRun(written);

        Result expected = mode == Mode.ENFORCE ? host.enforce() : host.otherwise();
        assertThat(delivery.result()).as(delivery.detail()).isEqualTo(expected);
        assertThat(isInQueue(delivery.marker()))
                .as("the server has the message")
                .isEqualTo(expected != Result.REFUSED);
        assertThat(failures(delivery)).as(delivery.toString()).isEqualTo(expectedFailures(host, mode));
    }

    /** The failures that outcomes name, in their order. */
    List<ResultType> expectedFailures(MxCase host, Mode mode) throws IOException {
        ResultType type = switch (mode) {
            case ENFORCE, TESTING -> host.failure();
            case NONE, NO_POLICY -> host.failureWithoutPolicy();
        };
        return type == null ? List.of() : List.of(type);
    }

    private static List<ResultType> failures(Delivery delivery) {
        return delivery.outcomes().stream()
                .flatMap(outcome -> outcome.policies().stream())
                .map(AppliedPolicy::failures)
                .flatMap(List::stream)
                .map(Failure::type)
                .toList();
    }

    /** Whether a file of the server's queue contains the text: a server writes it before it takes responsibility. */
    private boolean isInQueue(String marker) throws IOException {
        AtomicBoolean found = new AtomicBoolean();
        Files.walkFileTree(folder.resolve("spool"), new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) throws IOException {
                try {
                    found.compareAndSet(
                            false,
                            attributes.isRegularFile()
                                    && Files.readString(file, StandardCharsets.ISO_8859_1)
                                            .contains(marker));
                } catch (NoSuchFileException e) {
                    return FileVisitResult.CONTINUE; // replaced by another
                }
                return found.get() ? FileVisitResult.TERMINATE : FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException e) throws IOException {
                if (e instanceof NoSuchFileException) {
                    return FileVisitResult.CONTINUE;
                }
                throw e;
            }
        });
        return found.get();
    }

    /** Where a configuration listens. */
    InetSocketAddress address(MxCase host) {
        return Servers.at(network + "." + (all.indexOf(host) + 1), port);
    }
}
