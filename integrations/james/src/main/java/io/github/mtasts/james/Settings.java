package io.github.mtasts.james;

import io.github.mtasts.name.MxHost;
import io.github.mtasts.trust.Revocation;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The settings of {@code mta-sts.properties}: what all mailets of a server share. Immutable.
 *
 * @param dns name servers and the time of one look-up
 * @param dane authentication of hosts by TLSA records; empty where it is off
 * @param store where policies are kept
 * @param rulesFile the operator's rules
 * @param rulesReload the time between two checks whether the rules have changed
 * @param trustFile trusted roots as PEM
 * @param revocation whether certificates are checked for revocation
 * @param refresh refresh of policies before they expire
 * @param ownNames the names under which this server is an MX host
 * @param reporting TLS reports
 */
record Settings(
        Dns dns,
        Optional<Dane> dane,
        Store store,
        Optional<String> rulesFile,
        Duration rulesReload,
        Optional<String> trustFile,
        Revocation revocation,
        Refresh refresh,
        Set<MxHost> ownNames,
        Optional<Reporting> reporting) {

    /**
     * Name servers.
     *
     * @param servers empty for those of James
     * @param timeout the time of one look-up
     */
    record Dns(List<InetSocketAddress> servers, Duration timeout) {}

    /**
     * Authentication of hosts by TLSA records (RFC 7672).
     *
     * @param trustAnchors the file of the root's trust anchors; empty for those that the library brings
     */
    record Dane(Optional<String> trustAnchors) {}

    /** The kinds of stores. */
    enum StoreType {
        SQLITE,
        POSTGRESQL,
        REDIS,
        MEMORY
    }

    /**
     * Where policies are kept.
     *
     * @param type the kind of store
     * @param file the SQLite file
     * @param url the JDBC URL of PostgreSQL, or the URL of Redis
     * @param user the user of PostgreSQL
     * @param password the password of that user
     * @param deferWhenUnreadable whether mail to domains that are not in memory waits while the store cannot be read
     */
    record Store(
            StoreType type,
            String file,
            Optional<String> url,
            Optional<String> user,
            Optional<String> password,
            boolean deferWhenUnreadable) {
        /** Leaves out the URL and the password. */
        @Override
        public String toString() {
            return type + (type == StoreType.SQLITE ? " " + file : "");
        }
    }

    /**
     * Refresh of policies before they expire.
     *
     * @param enabled whether they are refreshed
     * @param every the time after a fetch
     * @param unusedAfter the time without mail after which a policy is no longer refreshed
     */
    record Refresh(boolean enabled, Duration every, Duration unusedAfter) {}

    /**
     * TLS reports.
     *
     * @param organization the name of the reporting organisation
     * @param contact its mail address, from which reports are sent
     * @param selector the selector of the DKIM key; empty where a mailet of James signs
     * @param keyFile the DKIM key as PEM
     * @param file the SQLite file of counts; empty for the store of the policies
     * @param dryRun the folder to which reports are written in place of being sent
     * @param publicAddress the address of this server as others see it
     */
    record Reporting(
            String organization,
            String contact,
            Optional<String> selector,
            Optional<String> keyFile,
            Optional<String> file,
            Optional<String> dryRun,
            Optional<InetAddress> publicAddress) {}
}
