package io.github.mtasts.lab.sender.postfix;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mtasts.lab.Mail;
import io.github.mtasts.lab.Sender;
import io.github.mtasts.lab.sender.SmtpDialogue;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Drives Postfix: submits messages over SMTP, runs the queue, and waits for the log entries that show the end of each
 * attempt.
 */
final class PostfixSender implements Sender {
    private static final Pattern QUEUED = Pattern.compile("queued as ([0-9A-F]+)");
    private static final ObjectMapper JSON = new ObjectMapper();
    /** Longer than minimal_backoff_time, before which Postfix does not retry a message. */
    private static final long BACKOFF_MILLIS = 2_100;

    private static final int PATIENCE_MILLIS = 10_000;
    private static final long BETWEEN_LOOKS_NANOS = 20_000_000;

    private final Instance postfix;

    PostfixSender(Instance postfix) {
        this.postfix = postfix;
    }

    @Override
    public void submit(Mail mail) throws Exception {
        try (Socket socket = new Socket()) {
            socket.connect(
                    new InetSocketAddress(InetAddress.getLoopbackAddress(), Instance.SUBMISSION_PORT), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            SmtpDialogue smtp = new SmtpDialogue(socket);
            smtp.reply();
            smtp.command("EHLO lab.author.test");
            String reply = String.join(
                    " ", smtp.message(mail.from(), mail.to(), mail.text()).lines());
            Matcher queued = QUEUED.matcher(reply);
            if (!queued.find()) {
                throw new IOException("Postfix did not take a message: " + reply);
            }
            awaitTries(List.of(queued.group(1)), 0);
        }
    }

    @Override
    public void retry() throws Exception {
        List<String> waiting = new ArrayList<>();
        for (String entry : postfix.queue()) {
            waiting.add(JSON.readTree(entry).path("queue_id").asText());
        }
        if (!waiting.isEmpty()) {
            Thread.sleep(BACKOFF_MILLIS);
            int before = postfix.log().size();
            postfix.runQueue();
            awaitTries(waiting, before);
        }
    }

    /** Waits until the log has a status for each message and every message in the queue is deferred. */
    private void awaitTries(List<String> ids, int fromLine) throws Exception {
        List<String> untried = new ArrayList<>(ids);
        while (!untried.isEmpty() || isUnderWay()) {
            if (Thread.currentThread().isInterrupted()) {
                throw new InterruptedException();
            }
            LockSupport.parkNanos(BETWEEN_LOOKS_NANOS);
            List<String> log = postfix.log();
            log.subList(Math.min(fromLine, log.size()), log.size())
                    .forEach(line ->
                            untried.removeIf(id -> line.contains(": " + id + ": to=") && line.contains(" status=")));
        }
    }

    private boolean isUnderWay() throws Exception {
        for (String entry : postfix.queue()) {
            JsonNode message = JSON.readTree(entry);
            if (!message.path("queue_name").asText().equals("deferred")) {
                return true;
            }
        }
        return false;
    }

    @Override
    public void published(String domain, String policy) throws Exception {
        postfix.follow(domain, policy);
    }

    /** {@inheritDoc} For Postfix such a rule is an entry like any other. */
    @Override
    public void requireValidatedTls(String domain, List<String> hosts) throws Exception {
        String mx = hosts.stream().map(host -> "mx: " + host + "\n").collect(Collectors.joining());
        postfix.follow(domain, "mode: enforce\n" + mx);
    }

    @Override
    public void restart() throws Exception {
        postfix.stop();
        postfix.start();
    }

    @Override
    public void close() throws IOException {
        try {
            postfix.close();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
