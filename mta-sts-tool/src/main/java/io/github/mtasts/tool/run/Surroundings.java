package io.github.mtasts.tool.run;

import io.github.mtasts.dns.AddressGuard;
import java.io.InputStream;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.net.SocketFactory;

/**
 * What a command reads, writes and connects with. Nothing in the commands asks the process itself, so that a test runs them within
 * a network of its own.
 *
 * @param in standard input
 * @param out standard output
 * @param err standard error
 * @param outIsTerminal whether a person sees standard output
 * @param errIsTerminal whether a person sees standard error
 * @param environment the environment variables
 * @param workingDirectory what relative file names start from
 * @param clock the time of day
 * @param nanoTime the time in nanoseconds that nobody sets, from any start
 * @param sockets connects to Policy Hosts and MX hosts
 * @param guard the addresses that policy fetches may connect to
 */
public record Surroundings(
        InputStream in,
        PrintWriter out,
        PrintWriter err,
        boolean outIsTerminal,
        boolean errIsTerminal,
        Map<String, String> environment,
        Path workingDirectory,
        Clock clock,
        LongSupplier nanoTime,
        SocketFactory sockets,
        AddressGuard guard) {
    /**
     * Keeps an unchangeable copy of the environment.
     *
     * @param in standard input
     * @param out standard output
     * @param err standard error
     * @param outIsTerminal whether a person sees standard output
     * @param errIsTerminal whether a person sees standard error
     * @param environment the environment variables
     * @param workingDirectory what relative file names start from
     * @param clock the time of day
     * @param nanoTime the time in nanoseconds that nobody sets
     * @param sockets connects to Policy Hosts and MX hosts
     * @param guard the addresses that policy fetches may connect to
     */
    public Surroundings {
        environment = Map.copyOf(environment);
    }

    /**
     * Those of this process.
     *
     * @param out standard output
     * @return standard streams, system time and the platform's sockets
     */
    public static Surroundings ofProcess(StandardOutput out) {
        return new Surroundings(
                System.in,
                new PrintWriter(new OutputStreamWriter(out, Charset.defaultCharset()), false),
                new PrintWriter(new OutputStreamWriter(System.err, Charset.defaultCharset()), true),
                TerminalCheck.isTerminal(1),
                TerminalCheck.isTerminal(2),
                System.getenv(),
                Path.of(""),
                Clock.systemUTC(),
                System::nanoTime,
                SocketFactory.getDefault(),
                AddressGuard.publicOnly());
    }
}
