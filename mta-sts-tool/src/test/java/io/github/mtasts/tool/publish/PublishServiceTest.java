package io.github.mtasts.tool.publish;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.fetch.FetchResult;
import io.github.mtasts.fetch.HttpsPolicyFetcher;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.PemText;
import io.github.mtasts.tool.SmallDisk;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import javax.net.ssl.SSLException;
import javax.net.ssl.SSLSocket;
import okio.ByteString;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestNetworkExtension.class)
class PublishServiceTest {
    private static final String GOOD = "version: STSv1\nmode: enforce\nmx: mx.a.test\nmax_age: 2592000\n";
    private static final String LONGER = GOOD.replace("2592000", "7776000");

    @TempDir
    Path folder;

    private TestNetwork net;
    private PublishedHost host;

    @BeforeEach
    void make(TestNetwork each) throws IOException {
        net = each;
        host = new PublishedHost(net, folder);
        net.dns().a("mta-sts.a.test", "198.51.100.77").a("mta-sts.b.test", "198.51.100.77");
    }

    @AfterEach
    void stop() {
        host.close();
    }

    @Test
    void servesThePolicyOfEachDomainToTheLibrary() throws IOException {
        host.policy("a.test", GOOD).policy("b.test", LONGER).start();

        assertThat(fetch("a.test")).isEqualTo(GOOD);
        assertThat(fetch("b.test")).isEqualTo(LONGER);
        assertThat(host.certificate("mta-sts.b.test").getSubjectX500Principal().getName())
                .isEqualTo("CN=mta-sts.b.test");
    }

    @Test
    void answersGetAndHeadAndNothingButTheOnePath() throws IOException {
        host.policy("a.test", GOOD).start();

        String get = ask("GET", "/.well-known/mta-sts.txt", "mta-sts.a.test");
        assertThat(get).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n" + GOOD);
        assertThat(get.toLowerCase(Locale.ROOT))
                .contains("content-type: text/plain\r\n", "content-length: " + GOOD.length() + "\r\n")
                .doesNotContain("cache-control", "location", "server:");
        String head = ask("HEAD", "/.well-known/mta-sts.txt", "MTA-STS.a.test:443");
        assertThat(head).startsWith("HTTP/1.1 200 OK\r\n").endsWith("\r\n\r\n").contains("" + GOOD.length());
        assertThat(ask("GET", "https://mta-sts.a.test/.well-known/mta-sts.txt", "x"))
                .startsWith("HTTP/1.1 200 ");
        for (String path : new String[] {
            "/",
            "/.well-known/",
            "/.well-known/mta-sts.txt?x",
            "/.well-known/mta-sts.txt/",
            "/.well-known/../.well-known/mta-sts.txt",
            "//.well-known/mta-sts.txt",
            "/.well-known/MTA-STS.txt"
        }) {
            assertThat(ask("GET", path, "mta-sts.a.test")).as(path).startsWith("HTTP/1.1 404 ");
        }
        assertThat(ask("GET", "/.well-known/mta-sts.txt", "a.test")).startsWith("HTTP/1.1 404 ");
        assertThat(ask("POST", "/.well-known/mta-sts.txt", "mta-sts.a.test"))
                .startsWith("HTTP/1.1 405 ")
                .contains("GET, HEAD");
        assertThat(ask("DELETE", "/.well-known/mta-sts.txt", "mta-sts.a.test")).startsWith("HTTP/1.1 405 ");
        assertThat(host.answer("mta-sts.a.test", "GET /.well-known/mta-sts.txt HTTP/1.1\r\nConnection: close\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(host.answer("mta-sts.a.test", "GET /" + "x".repeat(2_000) + " HTTP/1.1\r\nHost: x\r\n\r\n"))
                .startsWith("HTTP/1.1 400 ");
        assertThat(host.answer("mta-sts.a.test", "nonsense\r\n\r\n")).startsWith("HTTP/1.1 400 ");
        for (String header : new String[] {
            "X: " + "x".repeat(9_000), "Content-Length: -1", "Content-Length: 0\r\nContent-Length: 1", "Host : x"
        }) {
            assertThat(host.answer("mta-sts.a.test", "GET / HTTP/1.1\r\nHost: x\r\n" + header + "\r\n\r\n"))
                    .as(header)
                    .startsWith("HTTP/1.1 400 ");
        }
    }

    @Test
    @Tag("STS-8.2-02")
    void letsReverseProxiesKeepAPolicyForAMinute() throws IOException {
        host.policy("a.test", GOOD).start("proxied=true");

        assertThat(ask("GET", "/.well-known/mta-sts.txt", "mta-sts.a.test").toLowerCase(Locale.ROOT))
                .contains("cache-control: max-age=60\r\n");
    }

    @Test
    @Tag("STS-8.2-01")
    void servesDelegatedDomainsUnderTheirOwnNames() throws IOException {
        net.dns().cname("mta-sts.customer.test", "mta-sts.a.test");
        Files.writeString(folder.resolve("delegations"), "# customers\ncustomer.test a.test # one\n");
        host.replace(
                folder.resolve("certificates/mta-sts.customer.test.pem"),
                PemText.of(net.ca().issue("mta-sts.customer.test")));
        host.policy("a.test", GOOD).start();

        assertThat(fetch("customer.test")).isEqualTo(GOOD);
        assertThat(host.status("/status.json"))
                .contains("_mta-sts.customer.test. IN CNAME _mta-sts.a.test.", "\"healthy\":true");
        host.replace(folder.resolve("delegations"), "customer.test a.test\nnot two\nlines of it\n");
        host.looks(2);
        assertThat(host.events()).contains("delegations-refused");
        assertThat(fetch("customer.test")).isEqualTo(GOOD);
        host.replace(folder.resolve("delegations"), "");
        host.looks(2);
        assertThat(fetch("customer.test")).isEqualTo("");
    }

    @Test
    void servesDelegatedDomainsAlsoAfterARestartWithARefusedFile() throws IOException {
        host.replace(folder.resolve("delegations"), "customer.test a.test\n");
        host.policy("a.test", GOOD).start();
        host.replace(folder.resolve("delegations"), "customer.test\n");
        host.stop();

        host.start();

        assertThat(host.status("/status.json"))
                .contains("_mta-sts.customer.test. IN CNAME _mta-sts.a.test.", "The old delegations stay.");
    }

    @Test
    void saysWhichRecordToPublishWhenItsHostHasACertificateAlsoAfterARestart() throws IOException {
        Files.writeString(folder.resolve("policies/a.test.txt"), GOOD);
        Path certificate = folder.resolve("certificates/mta-sts.a.test.pem");
        host.replace(certificate, PemText.of(net.ca().issue("mta-sts.b.test")));
        host.start();
        host.looks(3);
        assertThat(host.log().count("\"record-waits\"")).as("told once").isEqualTo(1);
        assertThat(host.log().count("\"publish-record\"")).isZero();
        host.stop();
        host.start();
        assertThat(host.log().count("\"publish-record\"")).isZero();

        host.replace(certificate, PemText.of(net.ca().issue("mta-sts.a.test")));
        host.looks(1);

        assertThat(host.log().count("\"publish-record\"")).isEqualTo(1);
        host.stop();
        host.start();
        assertThat(host.log().count("\"publish-record\"")).isEqualTo(1);
    }

    @Test
    void forgetsAKeptPolicyWhoseFileWentWhileItWasStopped() throws IOException {
        host.policy("a.test", GOOD).policy("b.test", GOOD).start();
        host.stop();
        Files.delete(folder.resolve("policies/b.test.txt"));
        host.start();
        assertThat(folder.resolve("state/accepted/b.test.txt")).exists();

        host.looks(1);

        assertThat(folder.resolve("state/accepted/b.test.txt")).doesNotExist();
        assertThat(host.events()).contains("policy-removed", "mta-sts plan --remove b.test");
        assertThat(folder.resolve("state/accepted/a.test.txt")).exists();
        host.policy("b.test", "nothing");
        host.looks(2);
        assertThat(host.events()).contains("The domain has no policy here.");
    }

    @Test
    void refusesHostsThatItDoesNotServeInTheHandshake() throws IOException {
        host.policy("a.test", GOOD).start();

        assertThatThrownBy(() -> host.certificate("mta-sts.b.test"))
                .isInstanceOf(SSLException.class)
                .hasMessageContaining("unrecognized_name");
        assertThatThrownBy(() -> host.certificate("")).isInstanceOf(IOException.class);
        try (SSLSocket socket = host.session("mta-sts.a.test")) {
            assertThat(socket.getSession().isValid()).isTrue();
        }
    }

    @Test
    void takesAChangeThatRestsAndPrintsTheNewRecord() throws IOException {
        host.policy("a.test", GOOD).start();
        String id = new PublishedPolicy(
                        PolicyDomain.parse("a.test").orElseThrow(), ByteString.encodeUtf8(LONGER), domain("a.test"))
                .id();
        assertThat(id).hasSize(32);
        assertThat(host.events()).contains("publish-record").doesNotContain(id);

        host.policy("a.test", LONGER);
        host.looks(1);
        assertThat(fetch("a.test")).isEqualTo(GOOD);
        host.looks(1);

        assertThat(fetch("a.test")).isEqualTo(LONGER);
        assertThat(host.events()).contains("_mta-sts.a.test. IN TXT \\\"v=STSv1; id=" + id + ";\\\"");
    }

    @Test
    void refusesAPolicyThatDoesNotPassLintAndServesTheOldOneAlsoAfterARestart() throws IOException {
        host.policy("a.test", GOOD).start();

        host.policy("a.test", GOOD.replace("mode: enforce", "mode: enforced"));
        host.looks(2);
        assertThat(host.events()).contains("policy-refused", "The old policy stays.");
        assertThat(fetch("a.test")).isEqualTo(GOOD);
        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 503 ");
        assertThat(host.status("/")).contains("a.test.txt is refused", "class=\"fault\"");
        host.stop();
        host.start();
        assertThat(fetch("a.test")).isEqualTo(GOOD);
        host.policy("a.test", LONGER);
        host.looks(2);
        assertThat(fetch("a.test")).isEqualTo(LONGER);
        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void servesAPolicyThatADiskWithoutRoomCannotKeepAndKeepsItLater() throws IOException {
        try (SmallDisk disk = SmallDisk.at(folder.resolve("state"))) {
            host.policy("a.test", GOOD).start();
            disk.fill();
            host.policy("a.test", LONGER);
            host.looks(5);
            assertThat(fetch("a.test")).isEqualTo(LONGER);
            assertThat(host.status("/healthz")).startsWith("HTTP/1.1 503 ");
            assertThat(host.status("/")).contains("cannot be kept", "No space left on device");
            assertThat(host.log().count("\"state-unwritable\"")).isEqualTo(1);
            assertThat(host.log().count("\"publish-record\"")).isEqualTo(2);
            assertThat(folder.resolve("state/accepted/a.test.txt")).hasContent(GOOD);
            disk.free();

            host.looks(2);

            assertThat(host.status("/healthz")).startsWith("HTTP/1.1 200 ");
            assertThat(folder.resolve("state/accepted/a.test.txt")).hasContent(LONGER);
            assertThat(host.log().count("\"publish-record\"")).isEqualTo(2);
            host.stop();
        }
    }

    @Test
    void servesANewDomainAtOnceAndARemovedOneUntilItIsMissedTwice() throws IOException {
        host.policy("a.test", GOOD).start();

        host.policy("b.test", LONGER);
        host.looks(1);
        assertThat(fetch("b.test")).isEqualTo(LONGER);
        Files.delete(folder.resolve("policies/b.test.txt"));
        host.looks(1);
        assertThat(fetch("b.test")).isEqualTo(LONGER);
        host.looks(1);
        assertThat(fetch("b.test")).isEmpty();
        assertThat(host.events()).contains("policy-removed", "mta-sts plan --remove b.test");
    }

    @Test
    void ignoresFilesThatAreNamedAfterNoDomain() throws IOException {
        Files.writeString(folder.resolve("policies/not a domain.txt"), GOOD);
        host.policy("a.test", GOOD).start();
        host.looks(3);

        assertThat(host.events().split("file-ignored", -1)).hasSize(2);
        assertThat(fetch("a.test")).isEqualTo(GOOD);
    }

    @Test
    void takesRenewedCertificatesAndKeepsTheOldOneBesideAnUnusableOne() throws IOException {
        host.policy("a.test", GOOD).start();
        Path file = folder.resolve("certificates/mta-sts.a.test.pem");
        Object first = host.certificate("mta-sts.a.test");

        Instant now = net.clock().instant();
        for (ServerCertificate unusable : new ServerCertificate[] {
            net.ca().issue("mta-sts.b.test"),
            net.ca().validityBetween(now.minus(9, ChronoUnit.DAYS), now.minus(1, ChronoUnit.DAYS), "mta-sts.a.test")
        }) {
            host.replace(file, PemText.of(unusable));
            host.looks(1);
            assertThat(host.certificate("mta-sts.a.test")).isEqualTo(first);
        }
        assertThat(host.events().split("certificate-refused", -1)).hasSize(3);
        ServerCertificate renewed = net.ca().rsa("mta-sts.a.test");
        host.replace(file, PemText.of(renewed));
        host.looks(1);

        assertThat(host.certificate("mta-sts.a.test")).isEqualTo(renewed.leaf());
    }

    @Test
    void showsItsCertificatesFromTheFirstConnectionOn() throws IOException {
        host.policy("a.test", GOOD).open();

        assertThat(host.certificate("mta-sts.a.test").getSubjectX500Principal().getName())
                .isEqualTo("CN=mta-sts.a.test");
    }

    @Test
    void isNotHealthyWhileAHostShowsACertificateThatSendersRefuse() throws IOException {
        Path file = folder.resolve("certificates/mta-sts.a.test.pem");
        host.replace(file, PemText.of(net.ca().issue("mta-sts.b.test")));
        host.policy("a.test", GOOD).start();
        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 503 ");
        assertThat(host.status("/metrics")).contains("certificate_failures{host=\"mta-sts.a.test\"} 1\n");

        host.replace(file, PemText.of(net.ca().issue("mta-sts.a.test")));
        host.looks(1);
        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 200 ");
        assertThat(host.status("/metrics")).contains("certificate_failures{host=\"mta-sts.a.test\"} 0\n");
    }

    @Test
    void isNotHealthyBeforeTheCertificateOfAHostIsValid() throws IOException {
        Instant now = net.clock().instant();
        host.replace(
                folder.resolve("certificates/mta-sts.a.test.pem"),
                PemText.of(net.ca()
                        .validityBetween(
                                now.plus(5, ChronoUnit.HOURS), now.plus(60, ChronoUnit.DAYS), "mta-sts.a.test")));
        host.policy("a.test", GOOD).start();
        host.looks(3);
        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 503 ");
        assertThat(host.status("/metrics")).contains("certificate_failures{host=\"mta-sts.a.test\"} 1\n");

        net.clock().advance(Duration.ofHours(6));
        host.looks(1);

        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void readsCertificatesAsCertbotWritesThem() throws IOException {
        ServerCertificate certificate = net.ca().issue("mta-sts.a.test");
        Path live = Files.createDirectories(folder.resolve("certificates/mta-sts.a.test"));
        Files.writeString(live.resolve("fullchain.pem"), PemText.of(certificate.chain()));
        Files.writeString(live.resolve("privkey.pem"), PemText.of(certificate.privateKey()));
        Files.writeString(folder.resolve("policies/a.test.txt"), GOOD);
        host.start();

        assertThat(host.certificate("mta-sts.a.test")).isEqualTo(certificate.leaf());
    }

    @Test
    void findsTheFolderOfAHostThatIsMadeAfterTheStart() throws IOException {
        Files.writeString(folder.resolve("policies/a.test.txt"), GOOD);
        host.start();
        host.looks(2);
        assertThat(host.events().split("certificate-refused", -1))
                .as("told once")
                .hasSize(2);
        ServerCertificate certificate = net.ca().issue("mta-sts.a.test");
        Path live = Files.createDirectories(folder.resolve("certificates/mta-sts.a.test"));
        Files.writeString(live.resolve("fullchain.pem"), PemText.of(certificate.chain()));
        Files.writeString(live.resolve("privkey.pem"), PemText.of(certificate.privateKey()));

        host.looks(1);

        assertThat(host.certificate("mta-sts.a.test")).isEqualTo(certificate.leaf());
        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void takesACertificateThatBecomesValidLater() throws IOException {
        host.policy("a.test", GOOD).start();
        Object first = host.certificate("mta-sts.a.test");
        Instant now = net.clock().instant();
        ServerCertificate next = net.ca()
                .validityBetween(now.plus(5, ChronoUnit.HOURS), now.plus(60, ChronoUnit.DAYS), "mta-sts.a.test");
        host.replace(folder.resolve("certificates/mta-sts.a.test.pem"), PemText.of(next));
        host.looks(2);
        assertThat(host.certificate("mta-sts.a.test")).isEqualTo(first);
        assertThat(host.events().split("certificate-refused", -1))
                .as("told once")
                .hasSize(2);

        net.clock().advance(Duration.ofHours(6));
        host.looks(1);

        assertThat(host.status("/status.json"))
                .contains(
                        "\"certificate_end\":\"" + next.leaf().getNotAfter().toInstant(),
                        "\"certificate_failure\":\"\"");
    }

    @Test
    void saysThatDelegationsCannotBeReadUntilTheyCan() throws IOException {
        Files.delete(folder.resolve("delegations"));
        host.policy("a.test", GOOD).start();
        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 503 ");
        assertThat(host.status("/status.json")).contains("delegations does not exist. No delegation is served.");
        host.looks(3);
        assertThat(host.events().split("\"delegations-refused\"", -1))
                .as("told once")
                .hasSize(2);

        Files.write(folder.resolve("delegations"), new byte[] {(byte) 0xe4, '\n'});
        host.looks(2);
        assertThat(host.status("/status.json")).contains("not in UTF-8");
        Files.delete(folder.resolve("delegations"));
        Files.createDirectory(folder.resolve("delegations"));
        host.looks(2);
        assertThat(host.status("/status.json")).contains("delegations is no regular file");
        Files.delete(folder.resolve("delegations"));
        host.replace(folder.resolve("delegations"), "\uFEFF# of Windows\r\ncustomer.test a.test\r\n");
        host.looks(2);

        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 503 "); // the customer has no certificate
        assertThat(host.status("/status.json")).contains("\"faults\":[]", "_mta-sts.customer.test. IN CNAME");
    }

    @Test
    void printsTheRecordAndSaysWhatIsWrongWhileTheStateFolderCannotBeWritten() throws IOException {
        host.policy("a.test", GOOD).policy("b.test", GOOD).start();
        Path accepted = folder.resolve("state/accepted");
        Files.move(accepted, folder.resolve("away"));
        host.policy("a.test", LONGER).policy("b.test", LONGER);
        host.looks(2);

        assertThat(fetch("a.test")).isEqualTo(LONGER);
        assertThat(fetch("b.test")).isEqualTo(LONGER);
        assertThat(host.events().split("\"publish-record\"", -1)).hasSize(5);
        assertThat(host.status("/status.json")).contains("policies cannot be kept in the state folder");
        host.looks(2);
        assertThat(host.events().split("\"state-unwritable\"", -1))
                .as("told once")
                .hasSize(2);
        Files.move(folder.resolve("away"), accepted);
        host.looks(1);

        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 200 ");
        assertThat(Files.readString(accepted.resolve("a.test.txt"))).isEqualTo(LONGER);
    }

    @Test
    void forgetsARemovedDomainWhoseKeptPolicyCannotBeDeleted() throws IOException {
        host.policy("a.test", GOOD).policy("b.test", GOOD).start();
        Path kept = folder.resolve("state/accepted/b.test.txt");
        Files.delete(kept);
        Files.writeString(Files.createDirectory(kept).resolve("file"), "a folder that is not empty cannot be deleted");
        Files.delete(folder.resolve("policies/b.test.txt"));
        host.looks(2);

        assertThat(fetch("b.test")).isEmpty();
        assertThat(host.events()).contains("policy-removed", "the kept policy of b.test stays on disk");
    }

    @Test
    void saysThatTheFolderOfPoliciesIsGone() throws IOException {
        host.policy("a.test", GOOD).start();
        Files.move(folder.resolve("policies"), folder.resolve("away"));
        host.looks(3);

        assertThat(fetch("a.test")).isEqualTo(GOOD);
        assertThat(host.status("/status.json")).contains("policies does not exist");
        assertThat(host.events().split("\"policies-unreadable\"", -1))
                .as("told once")
                .hasSize(2);
        Files.move(folder.resolve("away"), folder.resolve("policies"));
        host.looks(1);
        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 200 ");
    }

    @Test
    void refusesWhatIsNoRegularFileAndTellsItOnce() throws IOException {
        Files.createDirectory(folder.resolve("policies/b.test.txt"));
        Files.createSymbolicLink(folder.resolve("policies/c.test.txt"), folder.resolve("nowhere"));
        host.policy("a.test", GOOD).start();
        host.looks(3);

        assertThat(host.events())
                .contains("b.test.txt cannot be read: ", "b.test.txt is no regular file", "c.test.txt does not exist");
        assertThat(host.events().split("\"policy-refused\"", -1))
                .as("each told once")
                .hasSize(3);
        assertThat(fetch("a.test")).isEqualTo(GOOD);
    }

    @Test
    void saysThatTwoFilesAreForOneDomain() throws IOException {
        host.policy("A.test", LONGER);
        assumeThat(folder.resolve("policies/a.test.txt"))
                .as("a file system that knows case")
                .doesNotExist();
        host.policy("a.test", GOOD).start();

        assertThat(fetch("a.test")).isEqualTo(LONGER);
        assertThat(host.status("/status.json")).contains("are both for a.test: remove one of them.");
        Files.delete(folder.resolve("policies/A.test.txt"));
        host.looks(2);

        assertThat(fetch("a.test")).isEqualTo(GOOD);
        assertThat(host.status("/healthz")).startsWith("HTTP/1.1 200 ");
    }

    /** Where such a request ends, a proxy may see otherwise: RFC 9112 section 6.1. */
    @Test
    void takesNoFurtherRequestAfterOneWithABody() throws IOException {
        host.policy("a.test", GOOD).start();
        String next = "GET /.well-known/mta-sts.txt HTTP/1.1\r\nHost: mta-sts.a.test\r\n\r\n";
        String begin = "GET / HTTP/1.1\r\nHost: mta-sts.a.test\r\n";

        for (String body : new String[] {
            "Content-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            "Transfer-Encoding: identity\r\n\r\n",
            "Content-Length: 0\r\n\r\n"
        }) {
            String answers = host.answer("mta-sts.a.test", begin + body + next);
            assertThat(answers).as(body).contains("connection: close").doesNotContain("HTTP/1.1 200 ");
        }
    }

    @Test
    void measuresItself() throws IOException {
        host.policy("a.test", GOOD).start();
        fetch("a.test");
        ask("GET", "/", "mta-sts.a.test");

        assertThat(host.status("/metrics"))
                .contains(
                        "mta_sts_publish_policies 1\n",
                        "mta_sts_publish_responses_total{status=\"200\"} 1\n",
                        "mta_sts_publish_responses_total{status=\"404\"} 1\n",
                        "mta_sts_publish_certificate_remaining_seconds{host=\"mta-sts.a.test\"} ");
        assertThat(host.status("/nothing")).startsWith("HTTP/1.1 404 ");
        assertThat(host.status("/")).contains("<code>_mta-sts.a.test. IN TXT", "valid until");
    }

    @Test
    void freesItsPortsWhenItStops() throws IOException {
        host.policy("a.test", GOOD).start();
        int port = host.port();
        SSLSocket idle = host.session("mta-sts.a.test");

        host.stop();

        assertThat(isClosed(idle)).isTrue();
        assertThatThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port))
                .isInstanceOf(IOException.class);
    }

    /** A server that has not read all that was sent resets the connection. */
    private static boolean isClosed(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketException e) {
            return true;
        }
    }

    private static PolicyDomain domain(String name) {
        return PolicyDomain.parse(name).orElseThrow();
    }

    /** The body that the library fetches; empty if it fetches none. */
    private String fetch(String domain) {
        try (HttpsPolicyFetcher sender = host.sender()) {
            return sender.fetch(domain(domain)) instanceof FetchResult.Fetched fetched
                    ? String.join("\n", fetched.policy().lines()) + "\n"
                    : "";
        }
    }

    private String ask(String method, String path, String name) throws IOException {
        return host.answer(
                "mta-sts.a.test", method + " " + path + " HTTP/1.1\r\nHost: " + name + "\r\nConnection: close\r\n\r\n");
    }
}
