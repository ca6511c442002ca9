package io.github.mtasts.james;

import io.github.mtasts.jakarta.mail.MailSender;
import java.time.Duration;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.james.metrics.api.MetricFactory;
import org.apache.james.metrics.api.TimeMetric;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.queue.api.MailQueue.MailQueueItem.CompletionStatus;
import org.reactivestreams.Subscription;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * Takes mail out of a queue and has it sent by a fixed number of threads. It asks the queue for no more mail than it has threads.
 *
 * <p>When it is closed, it takes no more mail and interrupts the deliveries; after two seconds it closes their connections. Mail that
 * is not done then stays with the queue. Thread-safe.
 */
final class DeliveryLoop implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(DeliveryLoop.class);
    private static final String TRIAL = "RemoteDeliveryTrial";
    private static final Duration STOP_LIMIT = Duration.ofSeconds(2);
    private static final Duration LAST_LIMIT = Duration.ofSeconds(3);
    private static final Duration SUBSCRIBE_AGAIN = Duration.ofSeconds(5);

    private final MailQueue queue;
    private final Outbound outbound;
    private final Retries retries;
    private final MailSender sender;
    private final TrackedSockets sockets;
    private final MetricFactory metrics;
    private final int threads;
    private final ThreadPoolExecutor workers;
    private final Scheduler dequeuing = Schedulers.newSingle("mta-sts-dequeue", true);
    private final Items items = new Items();
    private volatile boolean closed;

    DeliveryLoop(
            MailQueue queue,
            Outbound outbound,
            Retries retries,
            MailSender sender,
            TrackedSockets sockets,
            MetricFactory metrics,
            int threads) {
        this.queue = queue;
        this.outbound = outbound;
        this.retries = retries;
        this.sender = sender;
        this.sockets = sockets;
        this.metrics = metrics;
        this.threads = threads;
        this.workers =
                new ThreadPoolExecutor(threads, threads, 10, TimeUnit.SECONDS, new LinkedBlockingQueue<>(), threads());
        workers.allowCoreThreadTimeOut(true);
    }

    private static ThreadFactory threads() {
        AtomicInteger number = new AtomicInteger();
        return task -> {
            Thread thread = new Thread(task, "mta-sts-delivery-" + number.incrementAndGet());
            thread.setDaemon(true);
            return thread;
        };
    }

    /** Begins to take mail. A queue whose stream ends with an error is asked again, for as long as this is open. */
    void start() {
        Flux.from(queue.deQueue())
                .doOnError(e -> LOG.error(
                        "The queue {} failed, and is asked again",
                        queue.getName().asString(),
                        e))
                .retryWhen(reactor.util.retry.Retry.fixedDelay(Long.MAX_VALUE, SUBSCRIBE_AGAIN))
                .subscribeOn(dequeuing)
                .subscribe(items);
    }

    private void handle(MailQueueItem item) {
        TimeMetric time = metrics.timer(TRIAL);
        try {
            outbound.process(item);
        } catch (RuntimeException e) {
            LOG.error("A mail was not handled; the queue keeps it", e);
        } finally {
            time.stopAndPublish();
            items.request(1);
        }
    }

    @Override
    public void close() {
        if (closed) {
            return;
        }
        closed = true;
        outbound.stop();
        items.cancel();
        workers.shutdown();
        sender.close();
        if (!interrupted(STOP_LIMIT)) {
            sockets.closeAll();
            if (!interrupted(LAST_LIMIT)) {
                LOG.warn("{} deliveries do not end; the queue keeps their mail", workers.getActiveCount());
            }
        }
        retries.close();
        dequeuing.dispose();
    }

    /** Interrupts the deliveries, and says whether they ended. Mail that waits for a thread is still given back by one. */
    private boolean interrupted(Duration limit) {
        try {
            workers.shutdownNow().forEach(Runnable::run);
            return workers.awaitTermination(limit.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    /** The subscription to the queue. */
    private final class Items extends BaseSubscriber<MailQueueItem> {
        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            request(threads);
        }

        @Override
        protected void hookOnNext(MailQueueItem item) {
            try {
                workers.execute(() -> handle(item));
            } catch (RejectedExecutionException e) {
                giveBack(item);
            } catch (OutOfMemoryError e) { // no thread can be started; without this the subscription would end
                LOG.warn(
                        "{} is delivered by the thread that takes mail",
                        item.getMail().getName(),
                        e);
                handle(item);
            }
        }

        private void giveBack(MailQueueItem item) {
            try {
                item.done(CompletionStatus.RETRY);
            } catch (MailQueue.MailQueueException e) {
                LOG.error("{} cannot be given back to the queue", item.getMail().getName(), e);
            }
        }

        @Override
        protected void hookOnError(Throwable error) {
            LOG.error(
                    "The queue {} delivers no more mail until James is started again",
                    queue.getName().asString(),
                    error);
        }
    }
}
