package io.github.mtasts.james.server.inside;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.DelayQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.apache.james.core.MailAddress;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueueItemDecoratorFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.mailet.Mail;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

/**
 * A mail queue whose mails are files. A file goes when its mail is done, so that whatever was taken and not done is there
 * again after a restart. The system property {@code queue.refuses} makes it fail: {@code bounces} for mail without a sender,
 * {@code retries} for mail that is put back. Thread-safe.
 */
class FileMailQueue implements ManageableMailQueue {
    private final MailQueueName name;
    private final Path folder;
    private final MailQueueItemDecoratorFactory decorators;
    private final boolean delays;
    private final Clock clock = Clock.systemUTC();
    private final DelayQueue<Waiting> waiting = new DelayQueue<>();
    /** The files of all mails that are not done: those that wait and those that were taken. */
    private final Set<Path> live = ConcurrentHashMap.newKeySet();

    private final AtomicLong numbers = new AtomicLong();
    private final AtomicLong changes;
    private final Scheduler scheduler;

    FileMailQueue(
            MailQueueName name,
            Path folder,
            MailQueueItemDecoratorFactory decorators,
            boolean delays,
            AtomicLong changes) {
        this.name = name;
        this.changes = changes;
        this.folder = folder;
        this.decorators = decorators;
        this.delays = delays;
        this.scheduler = Schedulers.newSingle("file-queue-" + name.asString(), true);
        load();
    }

    private void load() {
        try {
            Files.createDirectories(folder);
            try (Stream<Path> files = Files.list(folder)) {
                for (Path file : files.filter(one -> one.toString().endsWith(".mail"))
                        .sorted()
                        .toList()) {
                    live.add(file);
                    waiting.add(new Waiting(file, StoredMail.due(file), clock));
                    numbers.accumulateAndGet(number(file), Math::max);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long number(Path file) {
        String text = file.getFileName().toString();
        return Long.parseLong(text.substring(0, text.indexOf('.')));
    }

    @Override
    public MailQueueName getName() {
        return name;
    }

    @Override
    public void enQueue(Mail mail) throws MailQueueException {
        enQueue(mail, Duration.ZERO);
    }

    @Override
    public void enQueue(Mail mail, Duration delay) throws MailQueueException {
        String refused = System.getProperty("queue.refuses", "");
        if ((refused.equals("bounces") && mail.getMaybeSender().isNullSender())
                || (refused.equals("retries") && Mail.ERROR.equals(mail.getState()))) {
            throw new MailQueueException("the test refuses " + mail.getName());
        }
        Instant due = clock.instant().plus(delays && !delay.isNegative() ? delay : Duration.ZERO);
        Path file = folder.resolve(String.format("%09d.mail", numbers.incrementAndGet()));
        Path part = file.resolveSibling(file.getFileName() + ".part");
        try {
            StoredMail.write(part, mail, due);
            Files.move(part, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new MailQueueException("cannot keep " + mail.getName(), e);
        }
        live.add(file);
        changes.incrementAndGet();
        waiting.add(new Waiting(file, due, clock));
    }

    @Override
    public Publisher<Void> enqueueReactive(Mail mail) {
        return Mono.fromCallable(() -> {
                    enQueue(mail);
                    return mail;
                })
                .then();
    }

    @Override
    public Publisher<MailQueueItem> deQueue() {
        return Flux.<Waiting>generate(sink -> {
                    try {
                        sink.next(waiting.take());
                    } catch (InterruptedException e) {
                        sink.complete();
                    }
                })
                .subscribeOn(scheduler)
                .map(next -> decorators.decorate(new Item(next), name));
    }

    /** A mail that was taken; its file is there until it is done. */
    private final class Item implements MailQueueItem {
        private final Waiting entry;
        private final Mail mail;

        private Item(Waiting entry) {
            this.entry = entry;
            this.mail = StoredMail.read(entry.file());
        }

        @Override
        public Mail getMail() {
            return mail;
        }

        @Override
        public void done(CompletionStatus status) throws MailQueueException {
            changes.incrementAndGet();
            if (status == CompletionStatus.RETRY) {
                waiting.add(entry);
            } else if (!live.contains(entry.file())) {
                throw new MailQueueException(mail.getName() + " was done before");
            } else {
                delete(entry.file());
            }
        }
    }

    private void delete(Path file) {
        try {
            Files.delete(file);
            live.remove(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public long getSize() {
        return live.size();
    }

    /** Makes every mail due at once. */
    @Override
    public long flush() {
        List<Waiting> all = new ArrayList<>(waiting);
        long count = 0;
        for (Waiting one : all) {
            if (waiting.remove(one)) {
                waiting.add(new Waiting(one.file(), Instant.EPOCH, clock));
                count++;
            }
        }
        return count;
    }

    @Override
    public long clear() {
        return removeIf(mail -> true);
    }

    @Override
    public long remove(Type type, String value) {
        return removeIf(mail -> switch (type) {
            case Sender -> mail.getMaybeSender().asString().equals(value);
            case Recipient ->
                mail.getRecipients().stream().map(MailAddress::asString).anyMatch(value::equals);
            case Name -> mail.getName().equals(value);
        });
    }

    private long removeIf(java.util.function.Predicate<Mail> condition) {
        long count = 0;
        for (Waiting one : new ArrayList<>(waiting)) {
            Mail mail = StoredMail.readIfThere(one.file());
            if (mail == null) {
                continue; // taken and done since
            }
            if (condition.test(mail) && waiting.remove(one)) {
                delete(one.file());
                count++;
            }
            LifecycleUtil.dispose(mail);
        }
        return count;
    }

    /** The mails that wait, at one point in time. */
    List<Waiting> waiting() {
        return new ArrayList<>(waiting);
    }

    /** How many mails are neither done nor among these. */
    int inWork(List<Waiting> waitingMails) {
        Set<Path> others = new HashSet<>(live);
        waitingMails.forEach(one -> others.remove(one.file()));
        return others.size();
    }

    @Override
    public MailQueueIterator browse() {
        Iterator<Waiting> all = new ArrayList<>(waiting).iterator();
        return new MailQueueIterator() {
            @Override
            public boolean hasNext() {
                return all.hasNext();
            }

            @Override
            public MailQueueItemView next() {
                Waiting next = all.next();
                return new DefaultMailQueueItemView(
                        StoredMail.read(next.file()), next.due().atZone(clock.getZone()));
            }

            @Override
            public void close() {}
        };
    }

    @Override
    public void close() {
        // The factory ends the queue: the spooler and several mailets share it.
    }

    void end() {
        scheduler.dispose();
    }
}
