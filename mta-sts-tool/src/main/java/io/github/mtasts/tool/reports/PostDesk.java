package io.github.mtasts.tool.reports;

import io.github.mtasts.tlsrpt.read.InboxResult;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.Errors;
import io.github.mtasts.tool.server.Reply;
import io.github.mtasts.tool.server.ServiceLog;
import io.netty.handler.codec.http.HttpHeaderNames;
import java.io.IOException;
import java.nio.file.Files;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Stores posted bodies, away from the threads of the network: a response goes out when the body is on disk. Thread-safe. */
final class PostDesk implements AutoCloseable {
    private static final int WRITERS = 4;
    private static final long LARGEST_BUDGET = 256L << 20;
    private static final String AN_HOUR = "3600";

    private final InboxSettings settings;
    private final InboxKeeper keeper;
    private final ServiceLog log;
    private final PostBudget budget;
    private final int maxOctets;
    private final ExecutorService writers = Executors.newFixedThreadPool(WRITERS);

    /** @param heapOctets the largest heap, of which bodies that arrive take a quarter at most */
    PostDesk(InboxSettings settings, InboxKeeper keeper, ServiceLog log, long heapOctets) {
        this.settings = settings;
        this.keeper = keeper;
        this.log = log;
        long octets = Math.min(LARGEST_BUDGET, heapOctets / 4);
        this.budget = new PostBudget(octets);
        this.maxOctets = (int) Math.min(settings.maxOctets(), octets - BodyBlocks.BLOCK_OCTETS);
    }

    String path() {
        return settings.path();
    }

    int maxOctets() {
        return maxOctets;
    }

    PostBudget budget() {
        return budget;
    }

    /** The answer to every post while the disk is nearly full; null while it is not. */
    @Nullable
    Reply refusal() {
        try {
            return Files.getFileStore(settings.folder()).getUsableSpace() < settings.minFreeOctets()
                    ? Reply.sentence(503, "there is no room for reports now").with(HttpHeaderNames.RETRY_AFTER, AN_HOUR)
                    : null;
        } catch (IOException e) {
            return failed(e);
        }
    }

    /** Stores a body, whose memory is given back to the budget, and answers in any case: nobody else would end the connection. */
    void store(String mediaType, BodyBlocks body, Consumer<Reply> answer) {
        try {
            writers.execute(() -> answer.accept(stored(mediaType, body)));
        } catch (RejectedExecutionException | OutOfMemoryError e) { // this closes, or no thread can be started
            budget.giveBack(body.memory());
            answer.accept(failed(e));
        }
    }

    private Reply stored(String mediaType, BodyBlocks body) {
        try {
            InboxResult result = keeper.inbox().store(mediaType, body.read());
            return reply(result, body.length());
        } catch (IOException | RuntimeException | OutOfMemoryError e) {
            return failed(e);
        } finally {
            budget.giveBack(body.memory());
        }
    }

    private Reply reply(InboxResult result, int octets) {
        if (result instanceof InboxResult.Refused refused) {
            return Reply.sentence(refused.status(), refused.reason());
        }
        keeper.noteNew();
        log.say("stored", "stored a posted report of " + octets + " octets", new JsonObject().with("octets", octets));
        return Reply.sentence(result.status(), "the report is stored");
    }

    private Reply failed(Throwable e) {
        log.say(
                "store-failed",
                "a posted report could not be stored in " + settings.folder() + ": " + Errors.reason(e)
                        + "; the sender was told to try again");
        return Reply.sentence(500, "the report could not be stored; try again later")
                .with(HttpHeaderNames.RETRY_AFTER, AN_HOUR);
    }

    /** Waits for bodies that are being written. */
    @Override
    public void close() {
        writers.shutdown();
        try {
            writers.awaitTermination(1, TimeUnit.MINUTES);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
