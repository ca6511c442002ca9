package io.github.mtasts.tool.run;

import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.tool.file.LimitedFile;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of the subcommands that use the network; a mixin. */
public final class NetworkSettings {
    /** Longer than a mail server waits: what is not known makes no verdict, and a person can wait. */
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final int MAX_OCTETS = 1 << 20;

    @Option(
            names = "--dns",
            paramLabel = "ADDRESS[:PORT]",
            converter = ServerAddress.class,
            description = "Ask this name server instead of the system's. May be given several times.")
    private List<InetSocketAddress> dns = List.of();

    @Option(
            names = "--trust",
            paramLabel = "FILE",
            description = "Trust the certificates in this file (PEM) instead of those of the Java platform.")
    private @Nullable Path trust;

    @Option(
            names = "--dnssec-root",
            paramLabel = "FILE",
            description = "Trust the DS records in this file for the root of the DNS, for a name space of one's own.")
    private @Nullable Path dnssecRoot;

    /** Made by picocli. */
    public NetworkSettings() {}

    /**
     * A resolver for records without DNSSEC.
     *
     * @return to be closed
     */
    public DnsResolver resolver() {
        DnsResolver.Builder builder = DnsResolver.builder().timeout(PATIENCE);
        return (dns.isEmpty() ? builder : builder.server(servers())).build();
    }

    /**
     * A resolver that validates.
     *
     * @param clock what signatures are judged by
     * @return to be closed
     */
    public DnssecResolver validatingResolver(Clock clock) {
        DnssecResolver.Builder builder = DnssecResolver.builder().clock(clock).timeout(PATIENCE);
        if (!dns.isEmpty()) {
            builder.server(servers());
        }
        if (dnssecRoot != null) {
            builder.trustAnchors(lines(dnssecRoot));
        }
        return builder.build();
    }

    private InetSocketAddress[] servers() {
        return dns.toArray(InetSocketAddress[]::new);
    }

    /**
     * The authorities of certificates.
     *
     * @return those of the file, else the platform's
     */
    public TrustAnchors trustAnchors() {
        Path file = trust;
        if (file == null) {
            return TrustAnchors.platform();
        }
        try {
            return TrustAnchors.of(file);
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.BROKEN, Errors.reason(e), e);
        } catch (CertificateException | IllegalArgumentException e) {
            throw new CommandFailure(ExitStatus.WRONG_ARGUMENTS, file + " has no certificates in PEM", e);
        }
    }

    private static List<String> lines(Path file) {
        try {
            return LimitedFile.textOfAnyKind(file, MAX_OCTETS)
                    .lines()
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith(";"))
                    .toList();
        } catch (IOException e) {
            throw new CommandFailure(ExitStatus.BROKEN, Errors.reason(e), e);
        }
    }
}
