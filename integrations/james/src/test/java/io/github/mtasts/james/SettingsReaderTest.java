package io.github.mtasts.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.trust.Revocation;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.apache.commons.configuration2.PropertiesConfiguration;
import org.apache.commons.configuration2.convert.DefaultListDelimiterHandler;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsReaderTest {
    private static PropertiesConfiguration file(String text) throws ConfigurationException, IOException {
        PropertiesConfiguration file = new PropertiesConfiguration();
        file.setListDelimiterHandler(new DefaultListDelimiterHandler(','));
        file.read(new StringReader(text));
        return file;
    }

    private static Settings read(String text) throws ConfigurationException, IOException, OptionException {
        return SettingsReader.read(file(text));
    }

    @Test
    void isSafeWithoutAFile() throws OptionException {
        Settings settings = SettingsReader.read(null);
        assertThat(settings.store().type()).isEqualTo(Settings.StoreType.SQLITE);
        assertThat(settings.store().file()).isEqualTo("file://var/mta-sts.db");
        assertThat(settings.dns().servers()).isEmpty();
        assertThat(settings.dns().timeout()).isEqualTo(Duration.ofSeconds(5));
        assertThat(settings.refresh().enabled()).isTrue();
        assertThat(settings.reporting()).isEmpty();
        assertThat(settings.revocation()).isEqualTo(Revocation.OFF);
        assertThat(settings.dane()).isEmpty();
    }

    @Test
    void readsDane() throws Exception {
        assertThat(read("dane.enabled = true").dane()).contains(new Settings.Dane(Optional.empty()));
        assertThat(read("dane.enabled = true\ndane.trustAnchors = file://conf/root.txt")
                        .dane())
                .contains(new Settings.Dane(Optional.of("file://conf/root.txt")));
        assertThatThrownBy(() -> read("dane.trustAnchors = file://conf/root.txt"))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining("dane.enabled is false");
    }

    @Test
    void readsTheSampleOfTheDocumentation() throws Exception {
        String sample = Files.readString(Path.of("sample-configuration", "mta-sts.properties"));
        assertThat(read(sample)).isEqualTo(SettingsReader.read(null));
    }

    @Test
    void readsEverySettingThatTheSampleNames() throws Exception {
        String sample = Files.readString(Path.of("sample-configuration", "mta-sts.properties"));
        String live = sample.replaceAll("(?m)^#([a-zA-Z.]+=)", "$1")
                .replace("reporting.enabled=false", "reporting.enabled=true")
                .replace("store=sqlite\n", "");
        Settings settings = read(live);
        assertThat(settings.store().type()).isEqualTo(Settings.StoreType.POSTGRESQL);
        assertThat(settings.dns().servers()).hasSize(2);
        assertThat(settings.dane()).isPresent();
        assertThat(settings.reporting()).hasValueSatisfying(reporting -> {
            assertThat(reporting.contact()).isEqualTo("tls-reports@example.com");
            assertThat(reporting.selector()).contains("tlsrpt");
        });
    }

    @Test
    void keepsCommasInATextAndSplitsLists() throws Exception {
        Settings settings = read("""
                dns.servers = 192.0.2.53, [2001:db8::53]:5353
                ownNames = mail.example.com, mail2.example.com
                reporting.enabled = true
                reporting.organization = Example, Ltd
                reporting.contact = reports@example.com
                """);
        assertThat(settings.dns().servers())
                .extracting(server -> server.getPort())
                .containsExactly(53, 5353);
        assertThat(settings.ownNames()).hasSize(2);
        assertThat(settings.reporting().orElseThrow().organization()).isEqualTo("Example, Ltd");
    }

    @Test
    void namesEverythingThatIsWrongAtOnce() {
        assertThatThrownBy(() -> read("""
                        store = cassandra
                        store.user = james
                        stroe.file = x
                        dns.servers = ns.example.com
                        dns.timeout = soon
                        ownNames = bad name
                        refresh.enabled = maybe
                        reporting.enabled = true
                        reporting.dkim.selector = tlsrpt
                        reporting.publicAddress = here
                        """))
                .isInstanceOf(OptionException.class)
                .hasMessageStartingWith("mta-sts.properties: ")
                .hasMessageContainingAll(
                        "store is \"cassandra\"",
                        "store.user and store.password",
                        "stroe.file is not a setting",
                        "dns.servers has \"ns.example.com\"",
                        "dns.timeout is \"soon\"",
                        "ownNames has \"bad name\"",
                        "refresh.enabled is \"maybe\"",
                        "reporting.organization and reporting.contact",
                        "reporting.dkim.selector and reporting.dkim.keyFile",
                        "reporting.publicAddress is \"here\"");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dns.timeout=5",
                "dns.timeout=-5s",
                "dns.timeout=0s",
                "refresh.every=99999999999999d",
                "rules.reloadEvery=2000000d",
                "refresh.unusedAfter=a month",
                "refresh.every=1h 30",
            })
    void refusesTimesThatAreNoneOrHaveNoUnit(String line) {
        assertThatThrownBy(() -> read(line))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining(line.substring(0, line.indexOf('=')))
                .hasMessageContaining("expected a time such as 5s");
    }

    @Test
    void asksForTheUrlOfAStore() {
        assertThatThrownBy(() -> read("store=redis")).hasMessageContaining("store.url is missing");
        assertThatThrownBy(() -> read("store.url=jdbc:postgresql://db/x"))
                .hasMessageContaining("set store to postgresql");
    }

    @Test
    void showsNoPassword() throws Exception {
        Settings settings = read("""
                store=postgresql
                store.url=jdbc:postgresql://db.example.com/james?password=hidden1
                store.user=james
                store.password=hidden2
                """);
        assertThat(settings.toString()).doesNotContain("hidden");
    }
}
