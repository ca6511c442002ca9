package io.github.mtasts.tool.postfix;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.mtasts.tool.postfix.Settings.Listen;
import io.github.mtasts.tool.postfix.Settings.StoreType;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettingsReaderTest {
    private static final Path FOLDER = Path.of("/etc/mta-sts");

    @TempDir
    Path folder;

    private static Settings parse(String... lines) throws ConfigException {
        return SettingsReader.parse(String.join("\n", lines), FOLDER);
    }

    private static List<String> faults(String... lines) {
        return catchThrowableOfType(ConfigException.class, () -> parse(lines)).faults();
    }

    @Test
    void hasDefaultsForAllButThePlace() throws ConfigException {
        Settings settings = parse("listen = unix:/run/x.sock");

        assertThat(settings.store().type()).isEqualTo(StoreType.SQLITE);
        assertThat(settings.store().waitWhenUnreadable()).isTrue();
        assertThat(settings.saysMay()).isFalse();
        assertThat(settings.lookup().limit()).isEqualTo(Duration.ofSeconds(18));
        assertThat(settings.refresh().enabled()).isTrue();
        assertThat(settings.http()).isEmpty();
        assertThat(settings.control().orElseThrow().mode()).isEqualTo("rw-------");
        assertThat(settings.reporting()).isEmpty();
        Listen.Unix unix = (Listen.Unix) settings.listen().get(0);
        assertThat(unix.file().mode()).isEqualTo("rw-rw----");
    }

    @Test
    void readsEverySetting() throws ConfigException {
        Settings settings = parse(
                "# comment",
                "listen = unix:map.sock, 127.0.0.1:8461, [::1]:8461, inherited",
                "listen.mode = 777",
                "listen.group = postfix",
                "postfix.level = may",
                "store = postgresql",
                "store.url = jdbc:postgresql://db/mail?a=b",
                "store.user = u",
                "store.password = p=#x",
                "store.waitWhenUnreadable = false",
                "dns.servers = 192.0.2.53, [2001:db8::53]:5353, 2001:db8::54",
                "dns.timeout = 500ms",
                "lookup.wait = 2s",
                "lookup.alwaysCheck = true",
                "rules.file = rules",
                "rules.reloadEvery = 5m",
                "trust.file = /etc/ca.pem",
                "refresh.enabled = false",
                "refresh.every = 6h",
                "refresh.unusedAfter = 60d",
                "http.listen = 127.0.0.1:9461",
                "control.socket = none",
                "reporting.enabled = true",
                "reporting.organization = Example Ltd",
                "reporting.contact = a@example.com",
                "reporting.socket = /run/t.sock",
                "reporting.socket.mode = 0666",
                "reporting.socket.group = g",
                "reporting.smtp = 127.0.0.1",
                "reporting.dkim.selector = s",
                "reporting.dkim.keyFile = key.pem",
                "reporting.file = r.db",
                "reporting.dryRun = out",
                "reporting.publicAddress = 192.0.2.9");

        assertThat(settings.listen()).hasSize(4);
        assertThat(settings.listen().get(1))
                .isEqualTo(new Listen.Loopback(new InetSocketAddress(InetAddress.getLoopbackAddress(), 8461)));
        assertThat(settings.listen().get(3)).isInstanceOf(Listen.Inherited.class);
        Listen.Unix unix = (Listen.Unix) settings.listen().get(0);
        assertThat(unix.file().path()).isEqualTo(FOLDER.resolve("map.sock"));
        assertThat(unix.file().mode()).isEqualTo("rwxrwxrwx");
        assertThat(settings.store().password()).contains("p=#x");
        assertThat(settings.store().toString()).doesNotContain("p=#x").doesNotContain("jdbc");
        assertThat(settings.dns().servers())
                .containsExactly(
                        new InetSocketAddress("192.0.2.53", 53),
                        new InetSocketAddress("2001:db8::53", 5353),
                        new InetSocketAddress("2001:db8::54", 53));
        assertThat(settings.dns().timeout()).isEqualTo(Duration.ofMillis(500));
        assertThat(settings.rules().orElseThrow().reloadEvery()).isEqualTo(Duration.ofMinutes(5));
        assertThat(settings.control()).isEmpty();
        Settings.Reporting reporting = settings.reporting().orElseThrow();
        assertThat(reporting.smtp()).isEqualTo(new InetSocketAddress(InetAddress.getLoopbackAddress(), 25));
        assertThat(reporting.dkim().orElseThrow().selector()).isEqualTo("s");
        assertThat(reporting.publicAddress()).isPresent();
    }

    @Test
    void namesEverythingThatIsWrongWithItsLine() {
        assertThat(faults(
                        "nonsense",
                        "listen = 192.0.2.1:8461, somewhere",
                        "listen.mode = 9",
                        "listen = unix:/x",
                        "store = oracle",
                        "store.user = u",
                        "dns.servers = ns.example.com, 192.0.2.1:99999",
                        "dns.timeout = 5",
                        "lookup.wait = 60s",
                        "refresh.enabled = yes",
                        "postfix.level = dane",
                        "reporting.enabled = true",
                        "reporting.publicAddress = here",
                        "reporting.dkim.selector = s",
                        "colour = blue"))
                .hasSize(18)
                .anyMatch(each -> each.startsWith("line 1: \"nonsense\" is no setting"))
                .anyMatch(each ->
                        each.startsWith("line 2: listen is \"192.0.2.1:8461\": expected an address of the loop"))
                .anyMatch(each -> each.startsWith("line 2: listen is \"somewhere\": expected an IP address and a port"))
                .anyMatch(each -> each.startsWith("line 3: listen.mode is \"9\": expected three octal digits"))
                .anyMatch(each -> each.startsWith("line 4: listen is set in line 2 already"))
                .anyMatch(each -> each.startsWith("line 5: store is \"oracle\": expected one of sqlite, postgresql"))
                .anyMatch(each -> each.startsWith("line 8: dns.timeout is \"5\": expected a time from 100ms to 20s"))
                .anyMatch(each -> each.startsWith("line 9: lookup.wait is \"60s\""))
                .anyMatch(each -> each.startsWith("line 10: refresh.enabled is \"yes\": expected true or false"))
                .anyMatch(each -> each.startsWith("line 11: postfix.level is \"dane\""))
                .anyMatch(each -> each.startsWith("reporting.organization is missing"))
                .anyMatch(each -> each.startsWith("reporting.contact is missing"))
                .anyMatch(each -> each.startsWith("line 15: colour is not a setting"))
                .contains("store.user and store.password belong together: set both or none");
    }

    @Test
    void aStoreBehindAUrlNeedsOne() {
        assertThat(faults("listen = inherited", "store = redis"))
                .singleElement()
                .asString()
                .contains("redis://");
        assertThat(faults("listen = inherited", "store = postgresql"))
                .singleElement()
                .asString()
                .contains("jdbc:postgresql://");
        assertThat(faults("listen = inherited", "store.url = x"))
                .singleElement()
                .asString()
                .contains("neither");
        assertThat(faults("store = memory")).singleElement().asString().startsWith("listen is missing");
    }

    @Test
    void readsFilesOfReasonableSizeInUtf8() throws IOException {
        Path file = Files.write(folder.resolve("latin1"), new byte[] {'#', (byte) 0xe9, '\n'});
        Path large = Files.write(folder.resolve("large"), new byte[(1 << 20) + 1]);

        assertThatThrownBy(() -> SettingsReader.read(file, folder)).hasMessageContaining("is not in UTF-8");
        assertThatThrownBy(() -> SettingsReader.read(large, folder))
                .hasMessageContaining("large has more than 1048576 octets");
    }

    @Test
    void readsAFileWithTheMarkAndTheLineEndsOfWindows() throws ConfigException {
        assertThat(SettingsReader.parse("\uFEFFlisten = 127.0.0.1:8461\r\nstore = memory\r\n", Path.of("/"))
                        .store()
                        .type())
                .isEqualTo(Settings.StoreType.MEMORY);
    }

    @Test
    void printsNoPasswordOfALineThatIsNoSetting() {
        assertThatThrownBy(() -> SettingsReader.parse(
                        "listen = 127.0.0.1:8461\nstore.password: s3cret\nstore.password s3cret\n", Path.of("/")))
                .hasMessageContaining("line 2: \"store.password\" is no setting")
                .hasMessageContaining("line 3: \"store.password\" is no setting")
                .hasMessageNotContaining("s3cret");
    }

    @Test
    void printsNoControlCharactersOfAKey() {
        assertThatThrownBy(() -> SettingsReader.parse("listen = 127.0.0.1:8461\n\u001b[2Jx = y\n", Path.of("/")))
                .hasMessageContaining("line 2: ?[2Jx is not a setting");
    }
}
