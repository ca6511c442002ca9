package io.github.mtasts.james.server.inside;

import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueItemDecoratorFactory;
import org.apache.james.queue.api.MailQueueName;

/** Mail queues that keep each mail as a file below {@code queue/}, so that a killed James finds it again. Thread-safe. */
final class FileMailQueueFactory implements MailQueueFactory<FileMailQueue> {
    private final Path folder;
    private final MailQueueItemDecoratorFactory decorators;
    private final boolean delays = !Boolean.getBoolean("queue.without.delays");
    private final AtomicLong changes = new AtomicLong();
    private final Map<MailQueueName, FileMailQueue> queues = new ConcurrentHashMap<>();

    @Inject
    FileMailQueueFactory(ServerModule.Home home, MailQueueItemDecoratorFactory decorators) {
        this.folder = home.path().resolve("queue");
        this.decorators = decorators;
    }

    @Override
    public Optional<FileMailQueue> getQueue(MailQueueName name, PrefetchCount count) {
        return Optional.ofNullable(queues.get(name));
    }

    @Override
    public FileMailQueue createQueue(MailQueueName name, PrefetchCount count) {
        return queues.computeIfAbsent(
                name,
                key -> delays
                        ? new FileMailQueue(key, folder.resolve(key.asString()), decorators, true, changes)
                        : new LikeRabbitMQQueue(key, folder.resolve(key.asString()), decorators, changes));
    }

    /** How often a mail was added to a queue or was done. */
    long changes() {
        return changes.get();
    }

    /** How many mails are spooled. */
    long spooled() {
        return createQueue(SPOOL).getSize();
    }

    @Override
    public Set<MailQueueName> listCreatedMailQueues() {
        return Set.copyOf(queues.keySet());
    }

    @PreDestroy
    void close() {
        queues.values().forEach(FileMailQueue::end);
    }
}
