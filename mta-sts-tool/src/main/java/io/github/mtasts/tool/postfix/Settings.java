package io.github.mtasts.tool.postfix;

import io.github.mtasts.tool.server.Addresses;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The settings of the service. Immutable.
 *
 * @param listen where the maps are asked
 * @param saysMay whether the map for Postfix 3.10 may answer {@code may}
 * @param store where policies are kept
 * @param dns name servers
 * @param lookup when a request waits for the DNS and the fetch
 * @param rules the operator's rules
 * @param trustFile trusted roots as PEM
 * @param refresh refresh of policies before they expire
 * @param http where metrics and health are shown
 * @param control where commands are taken
 * @param reporting TLS reports
 */
record Settings(
        List<Listen> listen,
        boolean saysMay,
        Store store,
        Dns dns,
        Lookup lookup,
        Optional<Rules> rules,
        Optional<Path> trustFile,
        Refresh refresh,
        Optional<InetSocketAddress> http,
        Optional<SocketFile> control,
        Optional<Reporting> reporting) {
    /** A place where the maps are asked. */
    sealed interface Listen {
        /** As in the configuration. */
        String text();

        /**
         * A UNIX stream socket that the service makes.
         *
         * @param file the file
         */
        record Unix(SocketFile file) implements Listen {
            @Override
            public String text() {
                return "unix:" + file.path();
            }
        }

        /**
         * A port of the loopback interface.
         *
         * @param address the address
         */
        record Loopback(InetSocketAddress address) implements Listen {
            @Override
            public String text() {
                return Addresses.text(address);
            }
        }

        /** The listening socket that the process got as standard input, as by systemd. */
        record Inherited() implements Listen {
            @Override
            public String text() {
                return "inherited";
            }
        }
    }

    /**
     * A socket in the file system.
     *
     * @param path its path
     * @param mode its permissions, such as {@code rw-rw----}
     * @param group its group; empty to leave it
     */
    record SocketFile(Path path, String mode, Optional<String> group) {}

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
     * @param waitWhenUnreadable whether mail to domains that are not in memory waits while the store cannot be read
     */
    record Store(
            StoreType type,
            Path file,
            Optional<String> url,
            Optional<String> user,
            Optional<String> password,
            boolean waitWhenUnreadable) {
        /** Leaves out the URL and the password. */
        @Override
        public String toString() {
            return type + (type == StoreType.SQLITE ? " " + file : "");
        }
    }

    /**
     * Name servers.
     *
     * @param servers empty for those of the system
     * @param timeout the time of one look-up
     */
    record Dns(List<InetSocketAddress> servers, Duration timeout) {}

    /**
     * When a request waits.
     *
     * @param limit how long
     * @param alwaysCheck whether also for a comparison of the id of a policy that is kept (RFC 8461 section 5.1)
     */
    record Lookup(Duration limit, boolean alwaysCheck) {}

    /**
     * The operator's rules.
     *
     * @param file the file
     * @param reloadEvery the time between two checks whether it has changed
     */
    record Rules(Path file, Duration reloadEvery) {}

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
     * @param socket where Postfix sends its records
     * @param smtp the Postfix that takes the reports
     * @param dkim the key that signs reports; empty where Postfix has a filter that signs
     * @param file the SQLite file of counts; empty for the store of the policies
     * @param dryRun the folder to which reports are written in place of being sent
     * @param publicAddress the address of this server as others see it
     */
    record Reporting(
            String organization,
            String contact,
            SocketFile socket,
            InetSocketAddress smtp,
            Optional<Dkim> dkim,
            Optional<Path> file,
            Optional<Path> dryRun,
            Optional<InetAddress> publicAddress) {}

    /**
     * A DKIM key.
     *
     * @param selector its selector
     * @param keyFile the key as PEM
     */
    record Dkim(String selector, Path keyFile) {}
}
