package io.github.mtasts.interop;

import io.github.mtasts.faults.FreePort;
import io.github.mtasts.testkit.DnsServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** An authoritative BIND with the zones of the tests, and the configurations of resolvers that ask it. */
final class NameServers {
    /** A long record: it needs TCP even with a large EDNS buffer. */
    static final String LONG_TEXT = "v=STSv1; id=20260101T000000;" + " note=abcdefghij;".repeat(300);

    private static final String HEAD = """
            $TTL 300
            @ SOA ns.%1$s. hostmaster.%1$s. 1 3600 600 86400 60
            @ NS ns
            ns A 192.0.2.53
            """;
    private static final String RECORDS = """
            _mta-sts TXT "v=STSv1; id=20260101T000000;"
            _mta-sts.split TXT "v=STSv1; " "id=2026" "0101T000000;"
            _mta-sts.two TXT "v=STSv1; id=1;"
            _mta-sts.two TXT "v=spf1 -all"
            nodata A 192.0.2.1
            @ MX 10 mx1
            @ MX 20 mx2
            @ MX 20 mx3.plain.test.
            mx1 A 192.0.2.11
            mx1 AAAA 2001:db8::11
            mx2 A 192.0.2.12
            mx3 AAAA 2001:db8::13
            six A 192.0.2.20
            null MX 0 .
            alias CNAME alias2
            alias2 CNAME alias3
            alias3 CNAME target
            target TXT "v=STSv1; id=behindthealias;"
            target MX 5 mx1
            target A 192.0.2.30
            loop CNAME loop2
            loop2 CNAME loop
            dangling CNAME nowhere
            """;
    private static final Pattern KEY = Pattern.compile("DNSKEY (257) (\\d+) (\\d+) (\\S.*)");

    private final Servers servers;
    private final InetSocketAddress address = Servers.at("127.0.0.1", FreePort.choose());
    private final List<String> anchors = new ArrayList<>();

    /** Writes and signs the zones, and starts the server. */
    NameServers(Servers servers) throws IOException {
        this.servers = servers;
        Path folder = servers.folder("bind-zones");
        zone(folder, "plain.test", RECORDS + many() + chain() + "long TXT " + quoted(LONG_TEXT) + "\n");
        zone(folder, "signed.test", RECORDS);
        zone(folder, "broken.test", RECORDS);
        sign(folder, "signed.test");
        sign(folder, "broken.test");
        Path broken = folder.resolve("broken.test");
        // The records now differ from what was signed.
        Files.writeString(
                broken,
                Files.readString(broken)
                        .replace("id=20260101T000000;", "id=20269999T999999;")
                        .replaceAll("MX\\s+10 ", "MX 11 "));
        Files.writeString(
                folder.resolve("named.conf"),
                """
                options {
                    directory "/mnt/run";
                    listen-on port %d { 127.0.0.1; };
                    listen-on-v6 { none; };
                    recursion no;
                    dnssec-validation no;
                    pid-file none;
                    session-keyfile none;
                };
                controls { };
                """.formatted(address.getPort())
                        + Stream.of("plain.test", "signed.test", "broken.test")
                                .map(zone ->
                                        "zone \"" + zone + "\" { type primary; file \"/mnt/run/" + zone + "\"; };\n")
                                .collect(Collectors.joining()));
        servers.start(Software.BIND, folder, bind(), address);
    }

    /** Starts a validating resolver that asks the authoritative server and has no other way to an answer. */
    Sandbox resolver(Software software, InetSocketAddress at) throws IOException {
        Path folder = servers.folder(software + "-resolver");
        if (software == Software.UNBOUND) {
            Files.writeString(
                    folder.resolve("unbound.conf"),
                    unbound(at, "    domain-insecure: \"plain.test\"\n", anchors, address));
            return servers.start(
                    software,
                    folder,
                    List.of(servers.programs(software).inSandbox("unbound"), "-d", "-c", "/mnt/run/unbound.conf"),
                    at);
        }
        Files.writeString(folder.resolve("named.conf"), bind(at));
        return servers.start(software, folder, bind(), at);
    }

    /**
     * Starts an Unbound that validates what the DNS server of a test network signs, and asks only that server. It asks each
     * question itself, so that it meets the faults: it concludes nothing from proofs about other names or types.
     */
    static InetSocketAddress validating(Servers servers, String name, DnsServer dns, InetSocketAddress at)
            throws IOException {
        Path folder = servers.folder(name);
        Files.writeString(
                folder.resolve("unbound.conf"), unbound(at, """
                            val-sig-skew-min: 0
                            val-sig-skew-max: 0
                            qname-minimisation: no
                            aggressive-nsec: no
                            local-zone: "example." nodefault
                        """, dns.dnssec().trustAnchors(), dns.address()));
        servers.start(
                Software.UNBOUND,
                folder,
                List.of(servers.programs(Software.UNBOUND).inSandbox("unbound"), "-d", "-c", "/mnt/run/unbound.conf"),
                at);
        return at;
    }

    private List<String> bind() {
        return List.of(
                servers.programs(Software.BIND).inSandbox("named"), "-g", "-n", "1", "-c", "/mnt/run/named.conf");
    }

    /** The configuration of an Unbound that validates and forwards everything. */
    private static String unbound(
            InetSocketAddress at, String settings, List<String> trustAnchors, InetSocketAddress forwardTo) {
        return """
                server:
                    interface: %1$s@%2$d
                    do-ip6: no
                    access-control: 127.0.0.0/8 allow
                    do-not-query-localhost: no
                    username: ""
                    chroot: ""
                    directory: "/mnt/run"
                    pidfile: ""
                    use-syslog: no
                    module-config: "validator iterator"
                    local-zone: "test." nodefault
                %3$s
                %4$s
                remote-control:
                    control-enable: no
                forward-zone:
                    name: "."
                    forward-addr: %5$s@%6$d
                """.formatted(
                        at.getAddress().getHostAddress(),
                        at.getPort(),
                        settings,
                        trustAnchors.stream()
                                .map(anchor -> "    trust-anchor: \"" + anchor.replaceAll("\\s+", " ") + "\"\n")
                                .collect(Collectors.joining()),
                        forwardTo.getAddress().getHostAddress(),
                        forwardTo.getPort());
    }

    private String bind(InetSocketAddress at) {
        return """
                options {
                    directory "/mnt/run";
                    listen-on port %2$d { %1$s; };
                    listen-on-v6 { none; };
                    recursion yes;
                    allow-recursion { 127.0.0.0/8; };
                    dnssec-validation yes;
                    forward only;
                    forwarders { %4$s port %5$d; };
                    pid-file none;
                    session-keyfile none;
                };
                controls { };
                trust-anchors {
                %3$s
                };
                """.formatted(
                        at.getAddress().getHostAddress(),
                        at.getPort(),
                        anchors.stream()
                                .map(anchor -> {
                                    String[] parts = anchor.split(" ", 6);
                                    return parts[0] + " static-key " + parts[2] + " " + parts[3] + " " + parts[4]
                                            + " \"" + parts[5] + "\";\n";
                                })
                                .collect(Collectors.joining()),
                        address.getAddress().getHostAddress(),
                        address.getPort());
    }

    private static void zone(Path folder, String zone, String records) throws IOException {
        Files.writeString(folder.resolve(zone), HEAD.formatted(zone) + records);
    }

    private void sign(Path folder, String zone) throws IOException {
        Programs bind = servers.programs(Software.BIND);
        String said = servers.run(
                Software.BIND,
                folder,
                List.of(
                        "sh",
                        "-c",
                        "%s -q -a ECDSAP256SHA256 -f KSK -K /mnt/run %s && %s -q -z -S -K /mnt/run -o %s -f %s.signed %s"
                                .formatted(
                                        bind.inSandbox("dnssec-keygen"),
                                        zone,
                                        bind.inSandbox("dnssec-signzone"),
                                        zone,
                                        zone,
                                        zone)));
        Path signed = folder.resolve(zone + ".signed");
        if (!Files.exists(signed)) {
            throw new IOException(zone + " was not signed: " + said);
        }
        Files.writeString(folder.resolve(zone), Files.readString(signed));
        try (var files = Files.newDirectoryStream(folder, "K" + zone + ".*.key")) {
            for (Path file : files) {
                Matcher key = KEY.matcher(Files.readString(file));
                if (key.find()) {
                    anchors.add(zone + ". DNSKEY " + key.group(1) + " " + key.group(2) + " " + key.group(3) + " "
                            + key.group(4).replace(" ", ""));
                }
            }
        }
    }

    /** Sixty MX records: more than fits into one UDP packet. */
    private static String many() {
        return IntStream.range(0, 60)
                .mapToObj(i -> "many MX " + (i + 1) + " a-rather-long-name-of-a-mail-host-" + i + ".example.com.\n")
                .collect(Collectors.joining());
    }

    /** Twenty aliases: more than the library follows. */
    private static String chain() {
        return IntStream.range(0, 20)
                        .mapToObj(i -> "chain" + i + " CNAME chain" + (i + 1) + "\n")
                        .collect(Collectors.joining())
                + "chain20 TXT \"v=STSv1; id=far;\"\n";
    }

    private static String quoted(String text) {
        return text.replaceAll("(.{1,250})", "\"$1\" ");
    }
}
