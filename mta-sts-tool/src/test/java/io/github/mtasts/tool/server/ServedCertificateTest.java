package io.github.mtasts.tool.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.PemText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestNetworkExtension.class)
class ServedCertificateTest {
    @TempDir
    Path folder;

    @Test
    void saysWhatIsWrongWithAFileThatHasNoPem(TestNetwork net) throws Exception {
        ServerCertificate good = net.ca().issue("mta-sts.a.test");
        Path file = folder.resolve("c.pem");

        Files.write(file, good.leaf().getEncoded());
        refuses(file, "there is no private key");
        Files.writeString(
                file, PemText.of(good.chain()) + "-----BEGIN PRIVATE KEY-----\n=*=\n-----END PRIVATE KEY-----\n");
        refuses(file, "malformed PEM");
        Files.write(file, new byte[(1 << 20) + 1]);
        refuses(file, "c.pem has more than 1048576 octets");
        refuses(folder, " is no regular file");
        Files.writeString(file, "\u00e4 comment\n" + PemText.of(good));
        assertThat(ServedCertificate.read(file).chain().get(0)).isEqualTo(good.leaf());
    }

    @Test
    void triesAgainUntilTheFilesCanBeRead(TestNetwork net) throws IOException {
        Path file = folder.resolve("c.pem");
        String good = PemText.of(net.ca().issue("mta-sts.a.test"));
        Files.writeString(file, "x".repeat(good.length()));
        var time = Files.getLastModifiedTime(file);
        CertificateFiles files = new CertificateFiles(file);
        assertThatThrownBy(files::changed).isInstanceOf(IOException.class);

        Files.writeString(file, good);
        Files.setLastModifiedTime(file, time);

        assertThat(files.changed()).isPresent();
        assertThat(files.changed()).isEmpty();
    }

    private static void refuses(Path file, String why) {
        assertThatThrownBy(() -> ServedCertificate.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(why);
    }
}
