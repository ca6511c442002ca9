package io.github.mtasts.tool.server;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CountDownLatch;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes the signals of the process until it is closed: SIGTERM, SIGINT and SIGHUP no longer end it, and {@link #await} says that one
 * came, so that a service stops cleanly and the process ends with its own exit status. A test interrupts the waiting thread instead.
 *
 * <p>{@code sun.misc.Signal} of the module jdk.unsupported is found at run time, because the compiler warns of it and offers no way to
 * accept that. Where it is missing, or the JVM leaves signals to somebody else ({@code -Xrs}), the log says so and a signal ends the
 * process at once. For one thread.
 */
public final class Signals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    private final CountDownLatch ending = new CountDownLatch(1);
    private final Deque<Earlier> earlier = new ArrayDeque<>();

    /** Puts back what a signal did before. */
    private record Earlier(Object signal, Object handler) {}

    /** Begins to take the signals. */
    public Signals() {
        take("TERM", ending::countDown);
        take("INT", ending::countDown);
        take("HUP", ending::countDown);
    }

    /**
     * Runs an action at each SIGHUP in place of ending, for a service that can read its configuration again.
     *
     * @param action what is done, on a thread of the JVM
     * @return this
     */
    public Signals onHangup(Runnable action) {
        take("HUP", action);
        return this;
    }

    /** Waits for a signal that ends the service, or for an interrupt of this thread, which is taken as one. */
    public void await() {
        try {
            ending.await();
        } catch (InterruptedException e) {
            LOG.debug("Interrupted: the service stops", e);
        }
    }

    private void take(String name, Runnable action) {
        try {
            Class<?> handler = Class.forName("sun.misc.SignalHandler");
            InvocationHandler calls = (proxy, method, arguments) -> {
                if (method.getName().equals("handle")) {
                    action.run();
                }
                return null;
            };
            Object signal = Class.forName("sun.misc.Signal")
                    .getConstructor(String.class)
                    .newInstance(name);
            Object taker = Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, calls);
            earlier.push(new Earlier(signal, handle(signal, taker)));
        } catch (ReflectiveOperationException e) {
            LOG.warn("The signal {} is not taken: {}", name, String.valueOf(e.getCause() == null ? e : e.getCause()));
        }
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        return signal.getClass()
                .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal, handler);
    }

    /** The service has stopped: from now on a signal ends the process. */
    @Override
    public void close() {
        while (!earlier.isEmpty()) {
            Earlier each = earlier.pop();
            try {
                handle(each.signal(), each.handler());
            } catch (ReflectiveOperationException e) {
                LOG.warn("A signal is still taken", e);
            }
        }
    }
}
