package io.github.mtasts.smtp;

import io.github.mtasts.name.MxHost;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A server that takes mail for every domain and delivers it further. It is its own Policy Domain. Its name is resolved to
 * addresses, not to MX records. Immutable.
 */
public final class SmartHost {
    /**
     * The credentials for AUTH (RFC 4954).
     *
     * @param user the user name
     * @param password the password, which stands in no log
     */
    public record Login(String user, String password) {
        @Override
        public String toString() {
            return user; // a password has no place in a log
        }
    }

    private static final int RELAY = 25;
    private static final int SUBMISSIONS = 465;

    private final MxHost host;
    private final int port;
    private final boolean implicitTls;
    private final boolean validatedTls;
    private final @Nullable Login login;

    private SmartHost(MxHost host, int port, boolean implicitTls, boolean validatedTls, @Nullable Login login) {
        this.host = host;
        this.port = port;
        this.implicitTls = implicitTls;
        this.validatedTls = validatedTls;
        this.login = login;
    }

    /**
     * A server at port 25 with STARTTLS, under the policy that its own domain publishes.
     *
     * @param host its name, or an address such as {@code [192.0.2.1]}
     * @return a smart host
     * @throws IllegalArgumentException when the text is neither; the message quotes it
     */
    public static SmartHost of(String host) {
        return new SmartHost(MxHost.parseAddress(host).orElseGet(() -> MxHost.of(host)), RELAY, false, false, null);
    }

    /**
     * The same server at another port, such as 587.
     *
     * @param number 1 to 65535
     * @return a new smart host
     * @throws IllegalArgumentException for any other number
     */
    public SmartHost port(int number) {
        if (number < 1 || number > 65_535) {
            throw new IllegalArgumentException("SmartHost.port is " + number + ": expected 1 to 65535");
        }
        return new SmartHost(host, number, implicitTls, validatedTls, login);
    }

    /**
     * The same server at port 465, where each connection begins with the TLS handshake (RFC 8314 section 3.3). Set another
     * {@link #port} afterwards.
     *
     * @return a new smart host
     */
    public SmartHost implicitTls() {
        return new SmartHost(host, SUBMISSIONS, true, validatedTls, login);
    }

    /**
     * The same server with AUTH. The password is sent only over TLS with a valid certificate for the name of the host, whatever
     * its domain publishes.
     *
     * @param user the user name
     * @param password the password
     * @return a new smart host
     */
    public SmartHost login(String user, String password) {
        return new SmartHost(host, port, implicitTls, true, new Login(user, password));
    }

    /**
     * The same server, with TLS and a valid certificate for the name of the host required, whatever its domain publishes.
     *
     * @return a new smart host
     */
    public SmartHost requireValidatedTls() {
        return new SmartHost(host, port, implicitTls, true, login);
    }

    /**
     * The host.
     *
     * @return its name, or its address in brackets
     */
    public MxHost host() {
        return host;
    }

    /**
     * The port to connect to.
     *
     * @return 1 to 65535
     */
    public int port() {
        return port;
    }

    /**
     * Whether each connection begins with the TLS handshake.
     *
     * @return false for STARTTLS
     */
    public boolean usesImplicitTls() {
        return implicitTls;
    }

    /**
     * Whether TLS with a valid certificate is required, whatever its domain publishes.
     *
     * @return true also where there is a password
     */
    public boolean requiresValidatedTls() {
        return validatedTls;
    }

    /**
     * The credentials for AUTH.
     *
     * @return empty when none are to be given
     */
    public Optional<Login> login() {
        return Optional.ofNullable(login);
    }

    @Override
    public String toString() {
        return host + ":" + port;
    }
}
