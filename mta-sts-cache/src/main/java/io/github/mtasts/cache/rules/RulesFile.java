package io.github.mtasts.cache.rules;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.resolution.LocalRule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The rules of a file, read again when it changes. A file that is missing or has a bad line changes nothing: the rules that
 * were in force stay in force.
 *
 * <p>Write a new file beside the old one and rename it: a file that is written in place can be read half done. The format is
 * that of {@link OperatorRules}. Thread-safe.
 */
public final class RulesFile implements LocalPolicy, AutoCloseable {
    private final Path file;
    private final Logger log;

    private volatile OperatorRules rules;
    /** Of the content that was read last, good or bad; guarded by this. */
    private @Nullable FileStamp stamp;
    /** Guarded by this. */
    private @Nullable Future<?> watch;
    /** Guarded by this. */
    private boolean closed;

    /** For tests, which read the log. */
    RulesFile(Path file, Logger log) {
        this.file = file;
        this.log = log;
        this.stamp = FileStamp.of(file); // before the reading, so that a change during it is seen as one
        this.rules = OperatorRules.load(file);
        log.info("{}: {} in force", file, rules);
    }

    /**
     * Reads a file for the first time.
     *
     * @param file rules as {@link OperatorRules} describes them
     * @return its rules
     * @throws RulesException when the file cannot be read or a line is bad; it names the file and every bad line
     */
    public static RulesFile open(Path file) {
        return new RulesFile(file, LoggerFactory.getLogger(RulesFile.class));
    }

    /** The rule for a domain as last read. No I/O, no lock. */
    @Override
    public LocalRule rule(PolicyDomain domain) {
        return rules.rule(domain);
    }

    /**
     * Reads the file again, changed or not. What is wrong with it goes to the log as one warning.
     *
     * @return true when the rules of the file are now in force; false when the earlier ones still are
     */
    public synchronized boolean reload() {
        stamp = FileStamp.of(file);
        try {
            OperatorRules loaded = OperatorRules.load(file);
            log.info("{}: {} in force, before {}", file, loaded, rules);
            rules = loaded;
            return true;
        } catch (RulesException e) {
            log.warn("{}\nThe rules in force stay as they were: {}", e.getMessage(), rules);
            return false;
        }
    }

    /**
     * Looks at the file from time to time, and reloads it when its time of change, its size or the file itself is another.
     * What is wrong with it is logged once per change.
     *
     * @param executor where to look at the file; it is not shut down
     * @param every how long to wait from one look to the next
     * @throws IllegalArgumentException when the time is not positive
     * @throws IllegalStateException when the file is watched already, or this is closed
     */
    public synchronized void watch(ScheduledExecutorService executor, Duration every) {
        if (every.isZero() || every.isNegative()) {
            throw new IllegalArgumentException("a file cannot be watched every " + every + "; give a positive time");
        }
        if (closed || watch != null) {
            throw new IllegalStateException(file + (closed ? " is closed" : " is watched already"));
        }
        watch = executor.scheduleWithFixedDelay(this::look, every.toNanos(), every.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Ends the watching. The rules stay in force: a server that shuts down must not deliver by fewer. */
    @Override
    public synchronized void close() {
        closed = true;
        if (watch != null) {
            watch.cancel(false);
        }
    }

    private synchronized void look() {
        if (!closed && !Objects.equals(stamp, FileStamp.of(file))) {
            reload();
        }
    }
}
