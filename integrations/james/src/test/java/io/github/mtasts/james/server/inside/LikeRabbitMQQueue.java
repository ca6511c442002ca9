package io.github.mtasts.james.server.inside;

import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.james.queue.api.MailQueueItemDecoratorFactory;
import org.apache.james.queue.api.MailQueueName;

/** A queue that ignores delays, as that of RabbitMQ does, by whose name the plugin knows it. */
final class LikeRabbitMQQueue extends FileMailQueue {
    LikeRabbitMQQueue(MailQueueName name, Path folder, MailQueueItemDecoratorFactory decorators, AtomicLong changes) {
        super(name, folder, decorators, false, changes);
    }
}
