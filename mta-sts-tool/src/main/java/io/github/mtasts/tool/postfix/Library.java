package io.github.mtasts.tool.postfix;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.rules.OperatorRules;
import io.github.mtasts.cache.rules.RulesException;
import io.github.mtasts.cache.rules.RulesFile;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.outcome.MtaStsListener;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.ResolutionSettings;
import io.github.mtasts.tool.run.Surroundings;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.cert.CertificateException;

/**
 * What a reload replaces: name servers, trusted roots, the operator's rules, and the library over them. Closes itself when it was
 * retired and its last user has left, so that no request is lost by a reload. Thread-safe.
 */
final class Library {
    private final Closing parts;
    private final DnsResolver dns;
    private final LocalPolicy rules;
    private final MtaSts mtaSts;
    private int users;
    private boolean retired;

    private Library(Closing parts, DnsResolver dns, LocalPolicy rules, MtaSts mtaSts) {
        this.parts = parts;
        this.dns = dns;
        this.rules = rules;
        this.mtaSts = mtaSts;
    }

    /**
     * Makes it over a cache that outlives it. Nothing stays open when it cannot be made.
     *
     * @throws ConfigException when a setting cannot be used
     */
    static Library open(Settings settings, Surroundings surroundings, DurablePolicyCache cache, MtaStsListener listener)
            throws ConfigException {
        Closing parts = new Closing();
        try {
            DnsResolver dns = parts.add(dns(settings.dns(), listener));
            LocalPolicy rules = rules(settings, parts);
            MtaStsBuilder builder = MtaSts.builder()
                    .dns(dns)
                    .cache(cache)
                    .clock(surroundings.clock())
                    .socketFactory(surroundings.sockets())
                    .addressGuard(surroundings.guard())
                    .waitLimit(settings.lookup().limit())
                    .resolution(ResolutionSettings.builder()
                            .alwaysCheck(settings.lookup().alwaysCheck())
                            .build())
                    .localPolicy(rules)
                    .listener(listener)
                    .trustAnchors(anchors(settings));
            return new Library(parts, dns, rules, parts.add(builder.build()));
        } catch (ConfigException | RuntimeException e) {
            parts.close();
            throw e;
        }
    }

    private static DnsResolver dns(Settings.Dns settings, MtaStsListener listener) throws ConfigException {
        DnsResolver.Builder builder =
                DnsResolver.builder().timeout(settings.timeout()).listener(listener);
        if (!settings.servers().isEmpty()) {
            builder.server(settings.servers().toArray(InetSocketAddress[]::new));
        }
        try {
            return builder.build();
        } catch (IllegalStateException e) {
            throw new ConfigException("dns.servers is not set, and the system names none: " + e.getMessage(), e);
        }
    }

    private static LocalPolicy rules(Settings settings, Closing parts) throws ConfigException {
        if (settings.rules().isEmpty()) {
            return OperatorRules.none();
        }
        Settings.Rules rules = settings.rules().get();
        try {
            RulesFile file = parts.add(RulesFile.open(rules.file()));
            file.watch(rules.reloadEvery());
            return file;
        } catch (RulesException e) {
            throw new ConfigException("rules.file: " + e.getMessage(), e);
        }
    }

    static TrustAnchors anchors(Settings settings) throws ConfigException {
        if (settings.trustFile().isEmpty()) {
            return TrustAnchors.platform();
        }
        try {
            return TrustAnchors.of(settings.trustFile().get());
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            throw new ConfigException(
                    "trust.file is " + settings.trustFile().get() + ": no certificates can be read from it: "
                            + e.getMessage(),
                    e);
        }
    }

    DnsResolver dns() {
        return dns;
    }

    LocalPolicy rules() {
        return rules;
    }

    MtaSts mtaSts() {
        return mtaSts;
    }

    /** Begins a use; false when it is retired, and another one has to be asked for. */
    synchronized boolean enter() {
        if (!retired) {
            users++;
        }
        return !retired;
    }

    void leave() {
        boolean isLast;
        synchronized (this) {
            users--;
            isLast = retired && users == 0;
        }
        if (isLast) {
            parts.close();
        }
    }

    /** Closes it now: who uses it gets an answer that is no answer. */
    void close() {
        retire();
        parts.close();
    }

    /** Closes it as soon as nobody uses it. */
    void retire() {
        boolean isUnused;
        synchronized (this) {
            retired = true;
            isUnused = users == 0;
        }
        if (isUnused) {
            parts.close();
        }
    }
}
