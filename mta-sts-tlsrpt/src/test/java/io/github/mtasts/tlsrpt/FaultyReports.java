package io.github.mtasts.tlsrpt;

import io.github.mtasts.failure.StoreException;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A store whose calls fail on demand, before or after their work. */
final class FaultyReports {
    private final List<StoreException> thrown = Collections.synchronizedList(new ArrayList<>());
    private volatile String failing = "";
    private volatile boolean afterwards;
    private volatile StoreException.Kind kind = StoreException.Kind.UNREACHABLE;

    void fail(String call) {
        failing = call;
        afterwards = false;
    }

    /** Refuses a call for lack of room. */
    void fill(String call) {
        kind = StoreException.Kind.FULL;
        fail(call);
    }

    void failAfter(String call) {
        failing = call;
        afterwards = true;
    }

    void heal() {
        failing = "";
        kind = StoreException.Kind.UNREACHABLE;
    }

    List<StoreException> thrown() {
        return List.copyOf(thrown);
    }

    ReportRepository over(ReportRepository store) {
        return (ReportRepository) Proxy.newProxyInstance(
                ReportRepository.class.getClassLoader(),
                new Class<?>[] {ReportRepository.class},
                (proxy, method, arguments) -> {
                    boolean fails = method.getName().equals(failing);
                    try {
                        Object result = fails && !afterwards ? null : method.invoke(store, arguments);
                        if (!fails) {
                            return result;
                        }
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                    StoreException fault = new StoreException(kind, "The report store of the test fails.", null);
                    thrown.add(fault);
                    throw fault;
                });
    }
}
