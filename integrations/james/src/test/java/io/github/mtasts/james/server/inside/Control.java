package io.github.mtasts.james.server.inside;

import com.codahale.metrics.MetricRegistry;
import com.google.inject.name.Named;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import jakarta.inject.Inject;
import jakarta.inject.Provider;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import org.apache.james.core.healthcheck.HealthCheck;
import org.apache.james.core.healthcheck.Result;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.MailQueueName;
import org.apache.james.server.core.MailImpl;
import org.apache.james.utils.GuiceProbe;
import org.apache.mailet.Mail;
import reactor.core.publisher.Flux;

/**
 * How the tests speak to James: HTTP on a loopback port. Mail goes into James' spool as its SMTP server would put it there;
 * that server is not among the artifacts on Maven Central. Answers are {@link Properties}, one after the other, separated
 * by a NUL.
 */
public final class Control implements GuiceProbe {
    private final FileMailQueueFactory queues;
    private final Provider<Set<HealthCheck>> healthChecks;
    private final MetricRegistry metrics;
    private final Map<String, ConcurrentLinkedQueue<Map<String, String>>> kept = new TreeMap<>();

    /**
     * Makes the control.
     *
     * @param queues James' mail queues
     * @param healthChecks James' health checks, with those of {@code additional.healthchecks}
     * @param metrics James' metrics
     */
    @Inject
    Control(
            FileMailQueueFactory queues,
            @Named("resolved-checks") Provider<Set<HealthCheck>> healthChecks,
            MetricRegistry metrics) {
        this.queues = queues;
        this.healthChecks = healthChecks;
        this.metrics = metrics;
    }

    /** An answer to a request. */
    private interface Action {
        String answer(Map<String, String> query, byte[] body) throws Exception;
    }

    /** Listens on a free port, and returns it. */
    int serve(Runnable stop) throws IOException {
        HttpServer http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.setExecutor(Executors.newCachedThreadPool(task -> {
            Thread thread = new Thread(task, "control");
            thread.setDaemon(true);
            return thread;
        }));
        Map<String, Action> actions = Map.of(
                "/submit",
                this::submit,
                "/queue",
                this::queue,
                "/flush",
                (query, body) -> String.valueOf(managed(query).flush()),
                "/clear",
                (query, body) -> String.valueOf(managed(query).clear()),
                "/kept",
                this::kept,
                "/health",
                (query, body) -> health(),
                "/metrics",
                (query, body) -> counts(),
                "/property",
                this::property,
                "/leak",
                this::leak);
        actions.forEach((path, action) -> http.createContext(path, exchange -> handle(exchange, action)));
        http.createContext("/stop", exchange -> {
            handle(exchange, (query, body) -> stop(stop));
            // After the answer: the server of this control is not part of James and goes on until then.
            Thread exit = new Thread(() -> Runtime.getRuntime().exit(0), "exit");
            exit.setDaemon(true);
            exit.start();
        });
        http.start();
        return http.getAddress().getPort();
    }

    private static void handle(HttpExchange exchange, Action action) throws IOException {
        int status = 200;
        byte[] answer;
        try {
            answer = action.answer(
                            query(exchange.getRequestURI().getRawQuery()),
                            exchange.getRequestBody().readAllBytes())
                    .getBytes(StandardCharsets.UTF_8);
        } catch (Exception e) {
            status = 500;
            answer = String.valueOf(e).getBytes(StandardCharsets.UTF_8);
        }
        exchange.sendResponseHeaders(status, answer.length == 0 ? -1 : answer.length);
        try (var out = exchange.getResponseBody()) {
            out.write(answer);
        }
    }

    private static Map<String, String> query(@org.jspecify.annotations.Nullable String raw) {
        Map<String, String> query = new TreeMap<>();
        if (raw != null) {
            for (String part : raw.split("&", -1)) {
                int equals = part.indexOf('=');
                query.put(
                        part.substring(0, equals),
                        URLDecoder.decode(part.substring(equals + 1), StandardCharsets.UTF_8));
            }
        }
        return query;
    }

    /** Spools a mail: what {@link Submission} reads, a NUL, the message. */
    private String submit(Map<String, String> query, byte[] body) throws Exception {
        Mail mail = Submission.read(body);
        try {
            queues.createQueue(MailQueueFactory.SPOOL).enQueue(mail);
            return mail.getName();
        } finally {
            LifecycleUtil.dispose(mail);
        }
    }

    private FileMailQueue managed(Map<String, String> query) {
        return queues.createQueue(MailQueueName.of(query.getOrDefault("name", "outgoing")));
    }

    /** The mails that wait in a queue, then counts; {@code settled} says that nothing is due or in work anywhere. */
    private String queue(Map<String, String> query, byte[] body) throws MessagingException {
        FileMailQueue asked = managed(query);
        long changes = queues.changes();
        boolean settled = queues.spooled() == 0;
        int inWork = 0;
        StringBuilder all = new StringBuilder();
        Instant now = Instant.now();
        for (MailQueueName name : queues.listCreatedMailQueues()) {
            FileMailQueue queue = queues.createQueue(name);
            List<Waiting> waiting = queue.waiting();
            settled &= queue.inWork(waiting) == 0;
            settled &= waiting.stream().noneMatch(one -> one.due().isBefore(now));
            if (queue == asked) {
                inWork = queue.inWork(waiting);
                for (Waiting one : waiting) {
                    describe(one, now, all);
                }
            }
        }
        settled &= queues.changes() == changes;
        return all.append(text(Map.of("in-work", String.valueOf(inWork), "settled", String.valueOf(settled))))
                .toString();
    }

    private static void describe(Waiting one, Instant now, StringBuilder all) throws MessagingException {
        Mail mail = StoredMail.readIfThere(one.file());
        if (mail == null) {
            return; // taken and done since
        }
        Map<String, String> known = StoredMail.describe(mail);
        LifecycleUtil.dispose(mail);
        known.put(
                "delay-seconds", String.valueOf(Duration.between(now, one.due()).toSeconds()));
        all.append(text(known)).append('\0');
    }

    void keep(String as, Mail mail) throws MessagingException {
        Map<String, String> known = StoredMail.describe(mail);
        try {
            ByteArrayOutputStream message = new ByteArrayOutputStream();
            mail.getMessage().writeTo(message);
            known.put("message", message.toString(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new MessagingException(e.getMessage(), e);
        }
        synchronized (kept) {
            kept.computeIfAbsent(as, key -> new ConcurrentLinkedQueue<>()).add(known);
        }
    }

    private String kept(Map<String, String> query, byte[] body) {
        synchronized (kept) {
            var mails = kept.getOrDefault(query.get("as"), new ConcurrentLinkedQueue<>());
            return mails.stream().map(Control::text).collect(Collectors.joining("\0"));
        }
    }

    private String health() {
        List<Result> results = Flux.fromIterable(healthChecks.get())
                .flatMap(HealthCheck::check)
                .collectList()
                .block(Duration.ofMinutes(5));
        Map<String, String> all = new TreeMap<>();
        for (Result one : results) {
            all.put(
                    one.getComponentName().getName(),
                    one.getStatus().name() + " " + one.getCause().orElse(""));
        }
        return text(all);
    }

    private String counts() {
        Map<String, String> all = new TreeMap<>();
        metrics.getMetrics().forEach((name, metric) -> {
            if (metric instanceof com.codahale.metrics.Counting counting) {
                all.put(name, String.valueOf(counting.getCount()));
            } else if (metric instanceof com.codahale.metrics.Gauge<?> gauge) {
                all.put(name, String.valueOf(gauge.getValue()));
            }
        });
        return text(all);
    }

    private String property(Map<String, String> query, byte[] body) {
        query.forEach(System::setProperty);
        return "";
    }

    /** Forgets a mail without disposing of it, which James' leak detector must notice. */
    private String leak(Map<String, String> query, byte[] body) throws MessagingException {
        for (int i = 0; i < 100; i++) {
            MailImpl forgotten = MailImpl.builder()
                    .name("forgotten-" + i)
                    .sender("a@local.test")
                    .build();
            forgotten.setMessage(new MimeMessage(
                    null, new ByteArrayInputStream("Subject: x\r\n\r\n".getBytes(StandardCharsets.US_ASCII))));
        }
        System.gc(); // The detector hears of what was collected.
        return "";
    }

    private static String stop(Runnable stop) throws InterruptedException {
        Set<Thread> before = Thread.getAllStackTraces().keySet();
        long start = System.nanoTime();
        stop.run();
        long took = Duration.ofNanos(System.nanoTime() - start).toMillis();
        awaitEndOfOurThreads();
        Map<String, String> answer = new TreeMap<>();
        answer.put("took-millis", String.valueOf(took));
        answer.put("threads-before", String.valueOf(before.size()));
        answer.put(
                "threads",
                Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .sorted()
                        .collect(Collectors.joining("\n")));
        return text(answer);
    }

    /** A thread that was told to end is there until it runs. That of the sender ends ten seconds after the last delivery. */
    private static void awaitEndOfOurThreads() throws InterruptedException {
        Instant end = Instant.now().plusSeconds(30);
        for (Thread thread : Thread.getAllStackTraces().keySet()) {
            String name = thread.getName();
            if (name.startsWith("mta-sts-") && !name.equals("mta-sts-mail-sender")) {
                thread.join(Math.max(1, Duration.between(Instant.now(), end).toMillis()));
            }
        }
    }

    private static String text(Map<String, String> known) {
        Properties properties = new Properties();
        known.forEach(properties::setProperty);
        java.io.StringWriter text = new java.io.StringWriter();
        try {
            properties.store(text, null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        return text.toString();
    }
}
