package io.github.mtasts.interop;

import static java.util.Objects.requireNonNull;

import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.TestExecutionExceptionHandler;
import org.opentest4j.TestAbortedException;

/**
 * The servers of one test class. Skips the class where one of them cannot be had or does not start, and stops them after the
 * last test.
 */
final class Servers implements BeforeAllCallback, AfterAllCallback, TestExecutionExceptionHandler {
    /** The release whose servers the tests were written against. */
    private static final List<String> KNOWN_RELEASE = List.of("ID=debian", "VERSION_ID=\"12\"");

    private static final Path FOLDER = Path.of("target", "interop").toAbsolutePath();

    private final List<Software> needed;
    private final Deque<Sandbox> running = new ArrayDeque<>();
    private @Nullable Packages packages;

    Servers(Software... needed) {
        this.needed = List.of(needed);
    }

    @Override
    public void beforeAll(ExtensionContext context) {
        packages = context.getRoot()
                .getStore(ExtensionContext.Namespace.create(Packages.class))
                .getOrComputeIfAbsent(Packages.class, key -> new Packages(FOLDER), Packages.class);
        for (Software software : needed) {
            if (requireNonNull(packages).find(software) == null) {
                throw leaveOut(
                        software + " cannot be had: " + requireNonNull(packages).whyMissing(software));
            }
        }
    }

    /** Whether a server can be had that the class can do without. */
    boolean has(Software software) {
        return requireNonNull(packages).find(software) != null;
    }

    /** The programs of a server that the class needs. */
    Programs programs(Software software) {
        return requireNonNull(requireNonNull(packages).find(software));
    }

    /** An empty folder for one server. */
    Path folder(String name) throws IOException {
        return Sandbox.folder(folderOf(name));
    }

    /** The folder of a server, as it is. */
    Path folderOf(String name) {
        return FOLDER.resolve("run").resolve(name.toLowerCase(Locale.ROOT));
    }

    /** Starts a server that runs until it is closed, at the latest after the class. */
    Sandbox start(Software software, Path folder, List<String> command, InetSocketAddress... addresses)
            throws IOException {
        try {
            Sandbox sandbox = Sandbox.start(programs(software), folder, command, List.of(addresses));
            running.push(sandbox);
            return sandbox;
        } catch (Sandbox.NotStartedException e) {
            throw leftOut(e);
        }
    }

    /** Runs a program of a server's packages to its end. */
    String run(Software software, Path folder, List<String> command) throws IOException {
        try {
            return Sandbox.run(programs(software), folder, command);
        } catch (Sandbox.NotStartedException e) {
            throw leftOut(e);
        }
    }

    /** An address, without a look-up. */
    static InetSocketAddress at(String literal, int port) {
        try {
            return new InetSocketAddress(InetAddress.getByName(literal), port);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(literal + " is no address", e);
        }
    }

    /** An address of a network, of which the first three numbers are given, that has a port free for UDP and TCP. */
    static InetSocketAddress freeAddress(String network, int port) {
        for (int i = 1; i < 255; i++) {
            InetSocketAddress address = at(network + "." + i, port);
            if (isFree(address)) {
                return address;
            }
        }
        return at(network + ".255", port); // if that is taken, too, the server that does not start says so
    }

    private static boolean isFree(InetSocketAddress address) {
        try {
            new ServerSocket(address.getPort(), 1, address.getAddress()).close();
            new DatagramSocket(address).close();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    @Override
    public void afterAll(ExtensionContext context) {
        running.forEach(Sandbox::close);
    }

    /** A difference fails the build only where the servers are known: elsewhere it may be theirs, and is printed. */
    @Override
    public void handleTestExecutionException(ExtensionContext context, Throwable failure) throws Throwable {
        if (!(failure instanceof AssertionError) || Packages.release().containsAll(KNOWN_RELEASE)) {
            throw failure;
        }
        String difference = "differs from Debian 12, " + context.getDisplayName() + ": " + failure.getMessage();
        System.out.println("Left out: " + difference);
        throw leaveOut(difference);
    }

    private static TestAbortedException leftOut(Sandbox.NotStartedException e) {
        System.out.println("Left out: " + e.getMessage());
        return leaveOut(String.valueOf(e.getMessage()));
    }

    private static TestAbortedException leaveOut(String reason) {
        if (Boolean.getBoolean("interop.required")) {
            throw new AssertionError(reason);
        }
        return new TestAbortedException(reason);
    }
}
