package io.github.mtasts.tool.postfix;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.ArrayDeque;
import java.util.Deque;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes signals of the process until it is closed, by {@code sun.misc.Signal} of the module jdk.unsupported. The class is found at run
 * time, because the compiler warns of it and offers no way to accept that; where it is missing, {@code mta-sts postfix reload} and the
 * end of the process do the same. For one thread.
 */
final class Signals implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Signals.class);

    /** Puts back what a signal did before. */
    private record Earlier(Object signal, Object handler) {}

    private final Deque<Earlier> earlier = new ArrayDeque<>();

    /**
     * Runs an action at each signal, on a thread of the JVM.
     *
     * @param name such as {@code HUP}
     * @return this
     */
    Signals on(String name, Runnable action) {
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
        return this;
    }

    private static Object handle(Object signal, Object handler) throws ReflectiveOperationException {
        return signal.getClass()
                .getMethod("handle", signal.getClass(), Class.forName("sun.misc.SignalHandler"))
                .invoke(null, signal, handler);
    }

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
