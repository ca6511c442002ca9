package io.github.mtasts.cache.rules;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.DaneRule;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Operator rules from a file, which is reloaded when it changes. If the file is missing or has an invalid line, the current
 * rules stay in force.
 *
 * <p>To change the file, write a new one beside it and rename it: a file that is written in place may be read halfway. The
 * format is that of {@link OperatorRules}. Thread-safe.
 */
public final class RulesFile implements LocalPolicy, AutoCloseable {
    /** Any longer interval is as good as none, and too long for a scheduler. */
    private static final Duration LONGEST = Duration.ofDays(365);

    private final Path file;
    private final Logger log;

    private volatile OperatorRules rules;
    /** The attributes of the file at the last reading, valid or not; guarded by this. */
    private @Nullable FileStamp stamp;
    /** Guarded by this; null while the file is not watched. */
    private @Nullable Future<?> watch;
    /** Guarded by this; null unless the thread that watches the file is its own. */
    private @Nullable ExecutorService ownThread;
    /** Guarded by this. */
    private boolean closed;

    /** For tests, which check the log. */
    RulesFile(Path file, Logger log) {
        this.file = file;
        this.log = log;
        this.stamp = FileStamp.of(file); // before reading, so that a change during it is noticed
        this.rules = OperatorRules.load(file);
        log.info("{}: loaded {}", file, rules);
    }

    /**
     * Opens a file and reads its rules.
     *
     * @param file the path of a file in the format of {@link OperatorRules}
     * @return the rules of the file
     * @throws RulesException if the file cannot be read or a line is invalid; it names the file and every invalid line
     */
    public static RulesFile open(Path file) {
        return new RulesFile(file, LoggerFactory.getLogger(RulesFile.class));
    }

    /** Returns the rule for a domain as last loaded. Does no I/O and takes no lock. */
    @Override
    public LocalRule rule(PolicyDomain domain) {
        return rules.rule(domain);
    }

    /** Returns the rule about DANE for a domain as last loaded. Does no I/O and takes no lock. */
    @Override
    public DaneRule daneRule(PolicyDomain domain) {
        return rules.daneRule(domain);
    }

    /**
     * Reads the file again, changed or not. Errors are logged as one warning; a pipe is one, also if the rules came from a pipe at
     * the start.
     *
     * @return true if the rules of the file are now in force; false if the earlier ones stay in force
     */
    public synchronized boolean reload() {
        stamp = FileStamp.of(file);
        if (Files.exists(file) && !Files.isRegularFile(file)) {
            log.warn("{}: it is no regular file; put the rules into one. Kept the current rules: {}", file, rules);
            return false; // a pipe would be waited for, and with it whoever closes this
        }
        try {
            OperatorRules loaded = OperatorRules.load(file);
            log.info("{}: loaded {}, previously {}", file, loaded, rules);
            rules = loaded;
            return true;
        } catch (RulesException e) {
            log.warn("{}\nKept the current rules: {}", e.getMessage(), rules);
            return false;
        }
    }

    /**
     * Checks the file at an interval, and reloads it when its modification time, its size or its identity has changed. Errors
     * are logged once per change.
     *
     * @param executor the scheduler; the caller shuts it down
     * @param every the delay between two checks
     * @throws IllegalArgumentException if the delay is not positive
     * @throws IllegalStateException if the file is already watched, or this is closed
     */
    public synchronized void watch(ScheduledExecutorService executor, Duration every) {
        requireWatchable(every);
        long nanos = (every.compareTo(LONGEST) < 0 ? every : LONGEST).toNanos();
        watch = executor.scheduleWithFixedDelay(this::reloadIfChanged, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Checks the file at an interval on a daemon thread of its own, which {@link #close} ends.
     *
     * @param every the delay between two checks
     * @throws IllegalArgumentException if the delay is not positive
     * @throws IllegalStateException if the file is already watched, or this is closed
     */
    public synchronized void watch(Duration every) {
        requireWatchable(every);
        ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "mta-sts-rules");
            thread.setDaemon(true);
            return thread;
        });
        ownThread = executor;
        watch(executor, every);
    }

    private void requireWatchable(Duration every) {
        if (every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException("every is " + every + ": it must be positive");
        }
        if (closed || watch != null) {
            throw new IllegalStateException(file + (closed ? " is closed" : " is already watched"));
        }
    }

    /** Stops watching the file. The rules stay in force, for deliveries during a shutdown. */
    @Override
    public synchronized void close() {
        closed = true;
        if (watch != null) {
            watch.cancel(false);
        }
        if (ownThread != null) {
            ownThread.shutdown();
        }
    }

    private synchronized void reloadIfChanged() {
        if (!closed && !Objects.equals(stamp, FileStamp.of(file))) {
            reload();
        }
    }
}
