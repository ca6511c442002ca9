package io.github.mtasts.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.testkit.TestNetwork;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.commons.configuration2.PropertiesConfiguration;
import org.apache.james.dnsservice.api.DNSService;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The resolvers that the settings ask for. */
class NamesTest {
    private final TestNetwork network = TestNetwork.start();
    private final Closing parts = new Closing();

    @TempDir
    private Path folder;

    @AfterEach
    void close() {
        parts.close();
        network.close();
    }

    private Names names(DNSService james, String... settings) throws OptionException {
        PropertiesConfiguration file = new PropertiesConfiguration();
        for (String setting : settings) {
            int equals = setting.indexOf('=');
            file.setProperty(setting.substring(0, equals), setting.substring(equals + 1));
        }
        return Names.of(
                SettingsReader.read(file), james, new ServerFiles(new StoresTest.NoPlaces()), network.clock(), parts);
    }

    private String servers() {
        return "dns.servers=" + network.dns().address().getAddress().getHostAddress() + ":"
                + network.dns().address().getPort();
    }

    @Test
    void asksForNoSignaturesWithoutDane() throws Exception {
        Names names = names(new JamesDnsTest.Answers(), servers());
        assertThat(names.secure()).isNull();
        assertThat(names.mx()).isSameAs(names.txt());
        assertThat(names.hosts()).isSameAs(names.txt());
    }

    /** So that each question about an MX host is asked once. */
    @Test
    void asksOneResolverForMxHostsAndTheirRecordsWithDane() throws Exception {
        network.dns().dnssec().sign("signed.test");
        Path anchors = folder.resolve("anchors.txt");
        Files.writeString(
                anchors,
                "; the root of the tests\n\n"
                        + String.join("\n", network.dns().dnssec().trustAnchors()) + "\n");
        Names names = names(new JamesDnsTest.Answers(), servers(), "dane.enabled=true", "dane.trustAnchors=" + anchors);
        assertThat(names.secure()).isNotNull();
        assertThat(names.mx()).isSameAs(names.secure());
        assertThat(names.hosts()).isSameAs(names.secure());
        assertThat(names.txt()).isNotSameAs(names.secure());
    }

    @Test
    void takesTheKeysThatIanaPublishesUnlessTold() throws Exception {
        assertThat(names(new JamesDnsTest.Answers(), servers(), "dane.enabled=true")
                        .secure())
                .isNotNull();
    }

    @Test
    void refusesDaneOverADnsThatKnowsNoSignatures() {
        assertThatThrownBy(() -> names(new JamesDnsTest.Answers(), "dane.enabled=true"))
                .isInstanceOf(OptionException.class)
                .hasMessageContainingAll("dane.enabled", "dns.servers", "Answers");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "; a comment only", "signed.test. IN A 192.0.2.1"})
    void namesAFileThatHasNoTrustAnchor(String text) throws Exception {
        Path anchors = folder.resolve("anchors.txt");
        Files.write(anchors, List.of(text));
        assertThatThrownBy(() -> names(
                        new JamesDnsTest.Answers(), servers(), "dane.enabled=true", "dane.trustAnchors=" + anchors))
                .isInstanceOf(OptionException.class)
                .hasMessageContainingAll("dane.trustAnchors", "anchors.txt");
    }

    @Test
    void namesAFileThatIsNotThere() {
        assertThatThrownBy(() -> names(
                        new JamesDnsTest.Answers(),
                        servers(),
                        "dane.enabled=true",
                        "dane.trustAnchors=file://conf/no.txt"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("dane.trustAnchors");
    }
}
