package io.github.mtasts;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.io.OutputStream;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * The streams of a connection that was opened before its user gets it. They begin with a greeting, and the user's first EHLO or
 * HELO is answered from memory, also behind NOOP or RSET, with the replies in order. Any other command first, or a line that is
 * too long for a command, ends that. Everything else passes unchanged. Thread-safe for one reader and one writer.
 *
 * <p>On a connection from a pool RSET is sent in place of that EHLO. Only after the reply 250 is EHLO answered and the reuse
 * counted; any other reply closes the connection, and the read fails.
 */
final class FirstEhlo {
    /** RFC 5321 section 4.5.3.1.4 has 512 octets, which extensions may raise. */
    private static final int MAX_LINE = 2_048;

    private static final int MAX_REPLY = 65_536;
    private static final byte[] NOTHING = {};
    private static final byte[] RSET = "RSET\r\n".getBytes(StandardCharsets.US_ASCII);

    private final Socket socket;
    private final EhloReply reply;
    private final @Nullable Runnable countReuse;
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private final ReplyEnds ends = new ReplyEnds();
    private final OwedReplies owed = new OwedReplies();
    private final SmtpReply resetReply = new SmtpReply(MAX_REPLY);
    /** What the user reads next, from {@link #position} on. */
    private byte[] ready;

    private int position;
    /** The octets of the host that were read before the connection was handed over. */
    private byte[] behind;
    /** What was made ready came from the host, and not from memory alone. */
    private boolean readyFromHost;
    /** No command has ended the interception yet. */
    private boolean intercepting = true;
    /** Replies of the host that the user gets before the one from memory. */
    private int awaited;

    private byte @Nullable [] fromMemory;
    private boolean resetSent;
    /** The first reply to another command tells whether a connection from a pool still works. */
    private boolean firstReplyCounts;

    private volatile boolean readsPass;
    private volatile boolean writesPass;
    private volatile boolean parked;

    /**
     * Makes the streams.
     *
     * @param socket the connection
     * @param greetingName the name in the greeting
     * @param reply answers the first EHLO
     * @param behind the octets that were read behind that reply
     * @param countReuse called once when a connection from a pool has proved to work; null for a new connection
     */
    FirstEhlo(Socket socket, String greetingName, EhloReply reply, byte[] behind, @Nullable Runnable countReuse) {
        this.socket = socket;
        this.reply = reply;
        this.behind = behind;
        this.countReuse = countReuse;
        this.ready = ("220 " + greetingName + " ESMTP\r\n").getBytes(StandardCharsets.US_ASCII);
    }

    /** Takes the connection from its user. Returns false when a reply is outstanding or unread, which the next user would get. */
    boolean park() {
        lock.lock();
        try {
            parked = true;
            changed.signalAll();
            return owed.isNone()
                    && behind.length == 0
                    && !(readyFromHost && position < ready.length)
                    && socket.getInputStream().available() == 0;
        } catch (IOException e) {
            return false; // it is closed
        } finally {
            lock.unlock();
        }
    }

    boolean isParked() {
        return parked;
    }

    void checkUse() throws SocketException {
        if (parked) {
            throw new SocketException("this connection was parked: take it back with Candidate.Proceed.reuse");
        }
    }

    /** Closes the connection, unless it was parked. */
    void close() throws IOException {
        if (!parked) {
            HandedOver.closeAtOnce(socket);
            lock.lock();
            try {
                changed.signalAll();
            } finally {
                lock.unlock();
            }
        }
    }

    InputStream input() {
        return new InputStream() {
            @Override
            public int read() throws IOException {
                byte[] one = new byte[1];
                return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
            }

            @Override
            public int read(byte[] into, int offset, int length) throws IOException {
                return FirstEhlo.this.read(into, offset, length);
            }

            @Override
            public int available() throws IOException {
                return FirstEhlo.this.available();
            }

            @Override
            public void close() throws IOException {
                FirstEhlo.this.close();
            }
        };
    }

    OutputStream output() {
        return new OutputStream() {
            @Override
            public void write(int octet) throws IOException {
                write(new byte[] {(byte) octet}, 0, 1);
            }

            @Override
            public void write(byte[] from, int offset, int length) throws IOException {
                FirstEhlo.this.write(from, offset, length);
            }

            @Override
            public void flush() throws IOException {
                checkUse();
                socket.getOutputStream().flush();
            }

            @Override
            public void close() throws IOException {
                FirstEhlo.this.close();
            }
        };
    }

    private void write(byte[] from, int offset, int length) throws IOException {
        checkUse();
        if (writesPass) {
            owed.wrote(from, offset, length);
            socket.getOutputStream().write(from, offset, length);
            return;
        }
        byte[] pass;
        lock.lock();
        try {
            pass = intercepted(from, offset, length);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        owed.wrote(pass, 0, pass.length);
        if (pass.length > 0) { // without the lock, which the reader needs while this write waits
            socket.getOutputStream().write(pass);
        }
    }

    /** Returns what goes to the host; an incomplete line waits for its end. */
    private byte[] intercepted(byte[] from, int offset, int length) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        int next = offset;
        while (intercepting && next < offset + length) {
            line.write(from[next]);
            next++;
            if (from[next - 1] == '\n') {
                endOfLine(out);
            } else if (line.size() > MAX_LINE) {
                passLine(out);
                intercepting = false;
            }
        }
        out.write(from, next, offset + length - next);
        writesPass = !intercepting;
        return out.toByteArray();
    }

    private void endOfLine(ByteArrayOutputStream out) {
        String[] words = line.toString(StandardCharsets.ISO_8859_1).split("[ \t\r\n]", 2);
        switch (words[0].toUpperCase(Locale.ROOT)) {
            case "EHLO" -> answer(reply, out);
            case "HELO" -> answer(reply.toHelo(), out);
            case "NOOP", "RSET" -> {
                passLine(out);
                awaited++;
            }
            default -> {
                passLine(out);
                intercepting = false;
                firstReplyCounts = countReuse != null;
            }
        }
    }

    private void answer(EhloReply answer, ByteArrayOutputStream out) {
        line.reset();
        intercepting = false;
        fromMemory = answer.octets();
        if (countReuse != null) {
            resetSent = true;
            out.writeBytes(RSET);
        }
    }

    private void passLine(ByteArrayOutputStream out) {
        out.writeBytes(line.toByteArray());
        line.reset();
    }

    private int read(byte[] into, int offset, int length) throws IOException {
        checkUse();
        if (length > 0 && !readsPass && prepare()) {
            return take(into, offset, length);
        }
        int count = socket.getInputStream().read(into, offset, length);
        owed.read(into, offset, Math.max(0, count));
        return count;
    }

    private int take(byte[] into, int offset, int length) {
        lock.lock();
        try {
            int count = Math.min(length, ready.length - position);
            System.arraycopy(ready, position, into, offset, count);
            position += count;
            return count;
        } finally {
            lock.unlock();
        }
    }

    /** Waits until something is ready; false when everything comes from the host from now on. */
    private boolean prepare() throws IOException {
        while (true) {
            byte[] early;
            lock.lock();
            try {
                if (position < ready.length) {
                    return true;
                }
                if (isAnswerDue()) {
                    makeReady(memory(), false);
                    return true;
                }
                if (intercepting && awaited == 0) {
                    awaitCommand();
                    continue;
                }
                early = behind;
                behind = NOTHING;
                if (early.length == 0 && !intercepting && fromMemory == null && !firstReplyCounts) {
                    readsPass = true;
                    return false;
                }
            } finally {
                lock.unlock();
            }
            if (early.length > 0) {
                received(early, early.length);
            } else {
                byte[] block = new byte[4_096];
                received(block, socket.getInputStream().read(block));
            }
        }
    }

    private boolean isAnswerDue() {
        return fromMemory != null && awaited == 0 && !resetSent;
    }

    private void makeReady(byte[] octets, boolean fromHost) {
        ready = octets;
        readyFromHost = fromHost;
        position = 0;
    }

    private byte[] memory() {
        byte[] octets = fromMemory == null ? NOTHING : fromMemory;
        fromMemory = null;
        return octets;
    }

    /** The host speaks only when it was asked; a reader that comes before the first command waits for the writer. */
    private void awaitCommand() throws IOException {
        int millis = socket.getSoTimeout();
        long left = millis == 0 ? Long.MAX_VALUE : TimeUnit.MILLISECONDS.toNanos(millis);
        try {
            while (intercepting && awaited == 0) {
                checkUse();
                if (socket.isClosed()) {
                    throw new SocketException("Socket closed");
                }
                if (left <= 0) {
                    throw new SocketTimeoutException("Read timed out");
                }
                left = changed.awaitNanos(left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted before the first command");
        }
    }

    private void received(byte[] block, int length) throws IOException {
        boolean counts;
        lock.lock();
        try {
            if (length < 0) {
                ended();
                return;
            }
            counts = sort(block, length);
        } finally {
            lock.unlock();
        }
        if (counts && countReuse != null) {
            countReuse.run(); // without the lock: it calls listeners
        }
    }

    /** The end of the stream comes from the host itself: reads pass to it. */
    private void ended() throws IOException {
        if (resetSent) {
            throw unusable("the host has closed it");
        }
        intercepting = false;
        writesPass = true;
        fromMemory = null;
        firstReplyCounts = false;
    }

    /** Puts the answer from memory between the host's replies. Returns whether the reuse counts. */
    private boolean sort(byte[] block, int length) throws IOException {
        owed.read(block, 0, length);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        boolean counts = false;
        int next = 0;
        while (next < length) {
            if (resetSent && awaited == 0) {
                next += reset(Arrays.copyOfRange(block, next, length));
                counts |= !resetSent;
            } else {
                out.write(block[next]);
                counts |= ends.isEnd(block[next]) && endOfReply();
                next++;
            }
            if (isAnswerDue()) {
                out.writeBytes(memory());
            }
        }
        makeReady(out.toByteArray(), true);
        return counts;
    }

    private boolean endOfReply() {
        if (awaited > 0) {
            awaited--;
            return false;
        }
        boolean counts = firstReplyCounts && ends.isPositive();
        firstReplyCounts = false;
        return counts;
    }

    private int reset(byte[] octets) throws IOException {
        int taken = resetReply.add(octets, octets.length);
        if (resetReply.isMalformed() || resetReply.isTooLong()) {
            throw unusable("RSET was not answered in SMTP");
        }
        if (resetReply.isComplete()) {
            if (resetReply.code() != 250) {
                throw unusable("RSET was answered with " + resetReply.text());
            }
            if (owed.hasUnasked()) {
                throw unusable("it said more than it was asked"); // the reply may belong to something before
            }
            resetSent = false;
        }
        return taken;
    }

    private IOException unusable(String why) throws IOException {
        HandedOver.closeAtOnce(socket);
        return new SocketException("this connection from the pool is no longer usable, open another one: " + why);
    }

    private int available() throws IOException {
        checkUse();
        lock.lock();
        try {
            if (position < ready.length) {
                return ready.length - position;
            }
            if (isAnswerDue()) {
                return fromMemory == null ? 0 : fromMemory.length;
            }
            return (intercepting && awaited == 0) || resetSent
                    ? 0
                    : behind.length + socket.getInputStream().available();
        } finally {
            lock.unlock();
        }
    }
}
