package io.github.mtasts.interop;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/** Postfix's own verdict on MX hosts, from {@code posttls-finger}. */
final class PosttlsFinger {
    private static final String NEXT = "===";
    /** A sandbox runs for five minutes at most. */
    private static final int AT_A_TIME = 20;

    private PosttlsFinger() {}

    /** For each listener, whether Postfix verifies it as {@link MxNetwork#HOST}. */
    static List<Boolean> verified(Servers servers, Path folder, Path roots, List<String> listeners) throws IOException {
        Files.copy(roots, folder.resolve("root.crt"));
        String options = "-c -l secure -F /mnt/run/root.crt -s " + MxNetwork.HOST;
        List<String> calls = listeners.stream()
                .map(listener -> "%s '%s' %s".formatted(options, listener, MxNetwork.HOST))
                .toList();
        return said(servers, folder, calls).stream()
                .map(answer -> answer.contains("Verified TLS connection established"))
                .toList();
    }

    /**
     * For each domain, what its TLSA records lead to.
     *
     * @param resolver validates; at port 53
     * @param port of the MX hosts
     */
    static List<DaneCase.Verdict> dane(
            Servers servers, Path folder, InetAddress resolver, int port, List<String> domains) throws IOException {
        Files.writeString(
                folder.resolve("etc/resolv.conf"),
                "nameserver " + resolver.getHostAddress() + "\noptions edns0 trust-ad\n");
        List<String> calls = domains.stream()
                .map(domain -> "-v -l dane '%s:%d'".formatted(domain, port))
                .toList();
        return said(servers, folder, calls).stream().map(PosttlsFinger::dane).toList();
    }

    private static DaneCase.Verdict dane(String said) {
        if (said.contains("TLSA lookup error") || said.contains("Destination address lookup failed")) {
            return DaneCase.Verdict.WAITS;
        }
        // The first for usages 0 and 1; what else OpenSSL cannot use shows when Postfix has connected.
        if (said.contains("no usable TLSA records found")
                || said.contains("all TLSA records unusable, fallback to unauthenticated TLS")) {
            return DaneCase.Verdict.ENCRYPTED;
        }
        if (said.contains("no TLSA records found")) {
            return DaneCase.Verdict.NO_DANE;
        }
        // Behind unsigned MX records Postfix calls a verified host trusted (RFC 7672 section 2.2.1).
        if (said.contains("Verified TLS connection established")
                || (said.contains("MX RRset insecure") && said.contains("Trusted TLS connection established"))) {
            return DaneCase.Verdict.AUTHENTICATED;
        }
        if (said.contains("Connected to")) {
            return DaneCase.Verdict.REFUSED;
        }
        throw new AssertionError("posttls-finger said something else: " + said);
    }

    /** What it prints for each line of arguments. */
    private static List<String> said(Servers servers, Path folder, List<String> calls) throws IOException {
        List<String> said = new ArrayList<>();
        for (int i = 0; i < calls.size(); i += AT_A_TIME) {
            said.addAll(saidAtOnce(servers, folder, calls.subList(i, Math.min(i + AT_A_TIME, calls.size()))));
        }
        return said;
    }

    private static List<String> saidAtOnce(Servers servers, Path folder, List<String> calls) throws IOException {
        Programs postfix = servers.programs(Software.POSTFIX);
        Files.createDirectories(folder.resolve("conf"));
        Files.writeString(folder.resolve("conf/main.cf"), """
                compatibility_level = 3.6
                myhostname = mail.sender.example
                mail_owner = postfix
                setgid_group = postdrop
                """);
        Files.writeString(
                folder.resolve("ask.sh"),
                "export MAIL_CONFIG=/mnt/run/conf\n"
                        + calls.stream()
                                .map(call ->
                                        "%s %s%necho %s%n".formatted(postfix.inSandbox("posttls-finger"), call, NEXT))
                                .collect(Collectors.joining()));
        String said = servers.run(Software.POSTFIX, folder, List.of("sh", "/mnt/run/ask.sh"));
        return List.of(said.split(NEXT, -1)).subList(0, calls.size());
    }
}
