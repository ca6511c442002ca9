package io.github.mtasts.faults;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.Driver;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Objects;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;

/**
 * A driver or a pool whose statements fail when a test asks for it. A statement that failed once stays broken, as in sqlite-jdbc,
 * and so does a connection that was lost. Thread-safe.
 */
public final class FaultyJdbc {
    private @Nullable Fault fault;
    private int statementsBefore;
    private boolean struck;

    /** Fails every statement from now on, after a number of further ones. */
    public synchronized void fail(Fault with, int afterStatements) {
        fault = with;
        statementsBefore = afterStatements;
        struck = false;
    }

    /** Ends the fault. Returns whether a statement failed. */
    public synchronized boolean heal() {
        fault = null;
        return struck;
    }

    /** Returns a driver whose connections fail on demand. */
    public Driver around(Driver driver) {
        return proxy(Driver.class, (proxy, method, arguments) -> wrapped(call(driver, method, arguments)));
    }

    /** Returns a pool whose connections fail on demand. */
    public DataSource around(DataSource pool) {
        return proxy(DataSource.class, (proxy, method, arguments) -> wrapped(call(pool, method, arguments)));
    }

    private @Nullable Object wrapped(@Nullable Object result) {
        return result instanceof Connection connection
                ? proxy(Connection.class, new FaultyConnection(connection))
                : result;
    }

    /** Throws if this statement, or this commit, is to fail. */
    private void strike(FaultyConnection connection) throws SQLException {
        Fault now;
        synchronized (this) {
            now = fault;
            if (now == null || statementsBefore-- > 0) {
                return;
            }
            struck = true;
        }
        if (now == Fault.RUNTIME_ERROR) {
            throw new IllegalStateException("an injected error");
        }
        if (now.endsConnection()) {
            connection.isLost = true;
        }
        throw new SQLException("an injected " + now, now.sqlState(), now.sqliteCode());
    }

    private final class FaultyConnection implements InvocationHandler {
        private final Connection connection;
        private volatile boolean isLost;

        FaultyConnection(Connection connection) {
            this.connection = connection;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            String name = method.getName();
            if (isLost && !name.equals("close") && !name.equals("isClosed") && !name.equals("abort")) {
                throw new SQLException("the connection was lost", "08003");
            }
            if (name.equals("commit") || name.equals("rollback")) {
                strike(this);
            }
            Object result = call(connection, method, arguments);
            return result instanceof Statement statement && method.getReturnType() != Object.class
                    ? proxy(method.getReturnType(), new FaultyStatement(this, statement))
                    : result;
        }
    }

    private final class FaultyStatement implements InvocationHandler {
        private final FaultyConnection connection;
        private final Statement statement;
        private boolean isBroken;

        FaultyStatement(FaultyConnection connection, Statement statement) {
            this.connection = connection;
            this.statement = statement;
        }

        @Override
        public @Nullable Object invoke(Object proxy, Method method, Object @Nullable [] arguments) throws Throwable {
            if (method.getName().startsWith("execute")) {
                if (isBroken || connection.isLost) {
                    throw new SQLException("the statement failed before, or its connection was lost", "08003");
                }
                isBroken = true;
                strike(connection);
                Object result = call(statement, method, arguments);
                isBroken = false;
                return result;
            }
            return call(statement, method, arguments);
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(FaultyJdbc.class.getClassLoader(), new Class<?>[] {type}, handler));
    }

    private static @Nullable Object call(Object target, Method method, Object @Nullable [] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw Objects.requireNonNull(e.getCause());
        }
    }
}
