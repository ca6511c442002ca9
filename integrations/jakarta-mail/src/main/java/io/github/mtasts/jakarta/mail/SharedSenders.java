package io.github.mtasts.jakarta.mail;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.MemoryPolicyCache;
import io.github.mtasts.cache.ProactiveRefresh;
import io.github.mtasts.cache.rules.RulesFile;
import io.github.mtasts.cache.store.SqlitePolicyStore;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.trust.TrustAnchors;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The senders that were made from properties: one for each set of settings in the process, because an application may make a
 * session for each message, and policies protect only a sender that has kept them. Thread-safe.
 */
final class SharedSenders {
    private static final Logger LOG = LoggerFactory.getLogger(SharedSenders.class);
    /** More are a mistake, such as a property that differs for each message. */
    private static final int MAX_SENDERS = 32;

    private static final SharedSenders ALL = new SharedSenders();

    /** A sender with what was made for it, in the order in which it is to be closed. */
    private record Parts(MailSender sender, Deque<AutoCloseable> closeables) {
        void close() {
            closeables.forEach(Parts::close);
        }

        private static void close(AutoCloseable part) {
            try {
                part.close();
            } catch (Exception e) {
                LOG.warn("Closing {} failed", part, e);
            }
        }
    }

    private final Map<SenderSettings, Parts> senders = new HashMap<>();

    private SharedSenders() {}

    /** The sender with these settings; made when it is first asked for. */
    static MailSender get(SenderSettings settings) throws MessagingException {
        return ALL.find(settings);
    }

    static void closeAll() {
        ALL.close();
    }

    private synchronized MailSender find(SenderSettings settings) throws MessagingException {
        Parts parts = senders.get(settings);
        if (parts == null) {
            if (senders.size() == MAX_SENDERS) {
                throw new MessagingException("This process has " + MAX_SENDERS
                        + " sets of mail.mta-sts properties already: use the same for all messages, or a MailSender of"
                        + " your own in "
                        + MtaStsTransport.SENDER);
            }
            parts = make(settings);
            senders.put(settings, parts);
        }
        return parts.sender();
    }

    private synchronized void close() {
        senders.values().forEach(Parts::close);
        senders.clear();
    }

    private static Parts make(SenderSettings settings) throws MessagingException {
        Deque<AutoCloseable> closeables = new ArrayDeque<>(); // the last that is made is the first to close
        try {
            return new Parts(sender(settings, closeables), closeables);
        } catch (MessagingException | RuntimeException e) {
            closeables.forEach(Parts::close);
            if (e instanceof MessagingException wrong) {
                throw wrong;
            }
            throw new MessagingException("MTA-STS cannot be set up: " + e.getMessage(), e);
        }
    }

    private static MailSender sender(SenderSettings settings, Deque<AutoCloseable> closeables)
            throws MessagingException {
        DnsResolver.Builder resolver = DnsResolver.builder();
        if (!settings.dnsServers().isEmpty()) {
            resolver.server(settings.dnsServers().toArray(InetSocketAddress[]::new));
        }
        if (settings.listener() != null) {
            resolver.listener(settings.listener());
        }
        DnsResolver dns = added(resolver.build(), closeables);
        MtaStsBuilder library = MtaSts.builder().dns(dns);
        if (settings.listener() != null) {
            library.listener(settings.listener());
        }
        if (settings.rulesFile() != null) {
            library.localPolicy(added(RulesFile.open(Path.of(settings.rulesFile())), closeables));
        }
        if (settings.trustFile() != null) {
            library.trustAnchors(roots(Path.of(settings.trustFile())));
        }
        if (settings.socketFactory() != null) {
            library.socketFactory(settings.socketFactory());
        }
        DurablePolicyCache durable = durable(settings, closeables);
        MtaSts mtaSts = added(
                library.cache(durable == null ? MemoryPolicyCache.create() : durable)
                        .build(),
                closeables);
        if (durable != null) {
            added(ProactiveRefresh.builder(durable, mtaSts::refresh).build(), closeables);
        }
        return added(sender(settings, mtaSts, new MxLookup(dns, dns, Set.of())), closeables);
    }

    private static @Nullable DurablePolicyCache durable(SenderSettings settings, Deque<AutoCloseable> closeables) {
        String file = settings.cacheFile();
        if (file == null) {
            LOG.warn("Policies are kept in memory only: set mail.mta-sts.cache.file to keep them over a restart");
            return null;
        }
        try {
            DurablePolicyCache.Builder cache = DurablePolicyCache.over(SqlitePolicyStore.open(Path.of(file)));
            if (settings.cacheListener() != null) {
                cache.listener(settings.cacheListener());
            }
            return added(cache.build(), closeables);
        } catch (StoreException e) {
            throw new IllegalStateException("mail.mta-sts.cache.file is " + file + ": " + e.getMessage(), e);
        }
    }

    private static MailSender sender(SenderSettings settings, MtaSts mtaSts, MxLookup mx) {
        MailSenderBuilder builder = MailSender.builder(mtaSts, mx, settings.ehloName());
        if (settings.socketFactory() != null) {
            builder.socketFactory(settings.socketFactory());
        }
        if (settings.localAddress() != null) {
            builder.sourceAddress(settings.localAddress());
        }
        if (settings.connectLimit() != null) {
            builder.connectLimit(settings.connectLimit());
        }
        if (settings.replyLimit() != null) {
            builder.replyLimit(settings.replyLimit());
        }
        if (settings.timeLimit() != null) {
            builder.timeLimit(settings.timeLimit());
        }
        return builder.build();
    }

    private static TrustAnchors roots(Path file) throws MessagingException {
        try {
            return TrustAnchors.of(file);
        } catch (IOException | CertificateException | IllegalArgumentException e) {
            throw new MessagingException(
                    "mail.mta-sts.trust.file is " + file + ": no certificates can be read from it", e);
        }
    }

    private static <T extends AutoCloseable> T added(T part, Deque<AutoCloseable> closeables) {
        closeables.addFirst(part);
        return part;
    }
}
