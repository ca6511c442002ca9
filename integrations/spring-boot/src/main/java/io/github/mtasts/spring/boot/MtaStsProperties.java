package io.github.mtasts.spring.boot;

import io.github.mtasts.trust.Revocation;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The properties {@code mta-sts.*}. Immutable.
 *
 * @param enabled Whether MTA-STS is on; without it nothing starts and no mail is changed.
 * @param ehloName Name of this server in EHLO, such as mail.example.com. Required unless mta-sts.mail.enabled is false; else
 *     spring.mail.properties.mail.smtp.localhost.
 * @param dns Name servers.
 * @param store Where policies are kept.
 * @param rules Rules of the operator for single domains.
 * @param trust Certificate authorities.
 * @param refresh Refresh of policies before they expire.
 * @param mail Mail that the application sends.
 * @param reporting TLS reports (RFC 8460).
 */
@ConfigurationProperties("mta-sts")
public record MtaStsProperties(
        @DefaultValue("false") boolean enabled,
        @Nullable String ehloName,
        @DefaultValue Dns dns,
        @DefaultValue Store store,
        @DefaultValue Rules rules,
        @DefaultValue Trust trust,
        @DefaultValue Refresh refresh,
        @DefaultValue Mail mail,
        @DefaultValue Reporting reporting) {

    /**
     * Name servers.
     *
     * @param servers One to three IP addresses of recursive name servers, each with an optional port, such as 192.0.2.53 or
     *     [2001:db8::53]:53. Those of the system unless set.
     * @param timeout Time limit of one look-up.
     */
    public record Dns(
            @DefaultValue List<String> servers,
            @DefaultValue("5s") Duration timeout) {}

    /** Where policies, and the counts of TLS reports, are kept. */
    public enum StoreType {
        /** In memory; an attacker gains from each restart, because policies are forgotten. */
        MEMORY,
        /** In an SQLite file of this process. */
        SQLITE,
        /** In the application's DataSource, which must be PostgreSQL; the tables are made when they are missing. */
        DATA_SOURCE,
        /** In the application's Redis; not for TLS reports. */
        REDIS
    }

    /**
     * Where policies are kept.
     *
     * @param type Where policies are kept. sqlite if mta-sts.store.file is set, otherwise memory, where a restart forgets them.
     * @param file SQLite file; missing folders are created. Needs org.xerial:sqlite-jdbc.
     * @param dataSource Name of the DataSource bean; the application's only or primary one unless set.
     * @param redisUrl Redis server as redis://user:password@host:port/database, or rediss:// with TLS. The server of spring.data.redis
     *     unless set. Needs redis.clients:jedis.
     * @param deferWhenUnreadable Whether mail to domains that are not in memory waits while the store cannot be read.
     */
    public record Store(
            @Nullable StoreType type,
            @Nullable String file,
            @Nullable String dataSource,
            @Nullable String redisUrl,
            @DefaultValue("false") boolean deferWhenUnreadable) {
        /**
         * The store that these properties name.
         *
         * @return the type, or the one that follows from the file
         */
        public StoreType effectiveType() {
            return type != null ? type : file != null ? StoreType.SQLITE : StoreType.MEMORY;
        }

        /** Leaves out the address of Redis, which may have a password. */
        @Override
        public String toString() {
            return "store " + effectiveType() + (file == null ? "" : " " + file);
        }
    }

    /**
     * Rules of the operator for single domains.
     *
     * @param file File of rules, one in each line.
     * @param reloadEvery Time between two checks whether the file has changed.
     */
    public record Rules(
            @Nullable String file, @DefaultValue("1m") Duration reloadEvery) {}

    /**
     * Certificate authorities of Policy Hosts, MX hosts and the destinations of reports.
     *
     * @param file PEM file of trusted root certificates, in place of those of the Java platform.
     * @param bundle Name of an SSL bundle of spring.ssl.bundle whose trust store has the trusted root certificates.
     * @param revocation Whether certificates are checked for revocation.
     */
    public record Trust(
            @Nullable String file,
            @Nullable String bundle,
            @DefaultValue("off") Revocation revocation) {}

    /**
     * Refresh of policies before they expire.
     *
     * @param enabled Whether policies are refreshed before they expire.
     * @param every Time after a fetch after which a policy is refreshed; at most a week.
     * @param unusedAfter Time without mail to a domain after which its policy is no longer refreshed; at least two days.
     */
    public record Refresh(
            @DefaultValue("true") boolean enabled,
            @DefaultValue("1d") Duration every,
            @DefaultValue("30d") Duration unusedAfter) {}

    /**
     * Mail that the application sends.
     *
     * @param enabled Whether a MailSender is made and the JavaMailSender beans are protected; false for a mail server that uses the MtaSts
     *     bean itself.
     * @param unprotected Names of JavaMailSender beans that stay as they are.
     * @param ownNames Names under which this server is an MX host of a domain, so that mail does not come back to it.
     */
    public record Mail(
            @DefaultValue("true") boolean enabled,
            @DefaultValue List<String> unprotected,
            @DefaultValue List<String> ownNames) {}

    /** How reports are mailed. */
    public enum Via {
        /** To the MX hosts of each destination. */
        DIRECT,
        /** To the mail server of {@code mta-sts.reporting.relay}. */
        RELAY,
        /** Not: only https destinations get reports. */
        NONE
    }

    /**
     * TLS reports.
     *
     * @param enabled Whether sessions are counted and reported to the domains that ask for it.
     * @param organization Name of the reporting organisation. Required.
     * @param contact Mail address of the reporting organisation; the reports are sent from it. Required.
     * @param mail How reports are mailed. A ReportMailer bean of the application takes precedence.
     * @param dkim Signature of mailed reports.
     * @param relay Mail server that takes the reports.
     * @param file SQLite file of counts and reports. That of the policies, or the DataSource, unless set; required with the stores memory
     *     and redis.
     * @param dryRun Folder to which reports are written instead of being sent.
     * @param publicAddress IP address of this server as MX hosts see it, where it is behind a NAT.
     */
    public record Reporting(
            @DefaultValue("false") boolean enabled,
            @Nullable String organization,
            @Nullable String contact,
            @DefaultValue("direct") Via mail,
            @DefaultValue Dkim dkim,
            @DefaultValue Relay relay,
            @Nullable String file,
            @Nullable String dryRun,
            @Nullable String publicAddress) {}

    /**
     * Signature of mailed reports.
     *
     * @param selector Selector of the DKIM key in the domain of the contact. Required with mail direct.
     * @param keyFile PEM file of the private key, PKCS #8, RSA or Ed25519. Required with mail direct; without it the relay, or the
     *     application's ReportMailer, must sign.
     */
    public record Dkim(@Nullable String selector, @Nullable String keyFile) {}

    /**
     * Mail server that takes the reports.
     *
     * @param host Host name of the mail server. Required with mail relay.
     * @param port Port of the mail server.
     * @param username User name; with it STARTTLS and a valid certificate are required.
     * @param password Password.
     */
    public record Relay(
            @Nullable String host,
            @DefaultValue("587") int port,
            @Nullable String username,
            @Nullable String password) {
        /** Leaves out the password. */
        @Override
        public String toString() {
            return "relay " + host + ":" + port;
        }
    }
}
