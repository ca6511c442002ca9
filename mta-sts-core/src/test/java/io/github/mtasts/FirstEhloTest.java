package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The first EHLO is answered from memory, in every form in which clients send it; everything else passes unchanged. */
class FirstEhloTest {
    private static final String GREETING = "220 mx1.example.com ESMTP\r\n";
    private static final String ANSWER = "250-mx1.example.com hello\r\n250-8BITMIME\r\n250 SIZE 5\r\n";

    private ServerSocket server;
    private Socket behind;
    private Socket host;
    private FirstEhlo smtp;
    private InputStream in;
    private OutputStream out;

    @BeforeEach
    void connect() throws IOException {
        server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        behind = new Socket(server.getInetAddress(), server.getLocalPort());
        behind.setSoTimeout(120_000);
        host = server.accept();
        host.setSoTimeout(120_000);
        give("");
    }

    @AfterEach
    void close() throws IOException {
        behind.close();
        host.close();
        server.close();
    }

    private void give(String readBehind) {
        EhloReply reply = new EhloReply(List.of("250-mx1.example.com hello", "250-8BITMIME", "250 SIZE 5"));
        smtp = new FirstEhlo(behind, "mx1.example.com", reply, octets(readBehind), null);
        in = smtp.input();
        out = smtp.output();
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO any.name\r\n", "ehlo x\r\n", "Ehlo [192.0.2.1]\n", "EHLO\r\n", "EHLO x SMTPUTF8\r\n"})
    void answersEhloWhateverNameItGives(String command) throws IOException {
        say(command + "QUIT\r\n");
        assertRead(GREETING + ANSWER);
        assertHostReads("QUIT\r\n");
    }

    @Test
    void answersHeloWithTheFirstLine() throws IOException {
        say("HELO any.name\r\n");
        assertRead(GREETING + "250 mx1.example.com hello\r\n");
    }

    @Test
    void answersWhateverWritesItIsCutInto() throws IOException {
        for (byte octet : octets("EHLO any.name\r\nMAIL FROM:<>\r\n")) {
            out.write(octet);
            out.flush();
        }
        assertRead(GREETING + ANSWER);
        assertHostReads("MAIL FROM:<>\r\n");
    }

    @Test
    void answersInOrderBehindNoopAndRset() throws IOException {
        say("NOOP\r\nrset\r\nEHLO x\r\nMAIL FROM:<>\r\n");
        assertHostReads("NOOP\r\nrset\r\nMAIL FROM:<>\r\n");
        hostSays("250 noop\r\n250-rset\r\n250 done\r\n250 mail\r\n");
        assertRead(GREETING + "250 noop\r\n250-rset\r\n250 done\r\n" + ANSWER + "250 mail\r\n");
    }

    @Test
    void answersBehindNoopThatWasAnsweredBefore() throws IOException {
        assertRead(GREETING);
        say("NOOP hello\r\n");
        assertHostReads("NOOP hello\r\n");
        hostSays("250 ok\r\n");
        assertRead("250 ok\r\n");
        say("EHLO x\r\n");
        assertRead(ANSWER);
        say("NOOP\r\n");
        assertHostReads("NOOP\r\n");
    }

    @Test
    void waitsForAReplyThatArrivesInPieces() throws IOException {
        say("NOOP\r\nEHLO x\r\n");
        assertHostReads("NOOP\r\n");
        assertRead(GREETING);
        for (String piece : new String[] {"2", "50", "-a\r", "\n250", " b\r\n"}) {
            hostSays(piece);
            assertRead(piece);
        }
        assertRead(ANSWER);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "MAIL FROM:<>\r\n",
                "QUIT\r\n",
                "STARTTLS\r\n",
                "\r\n",
                "EHLOX y\r\n",
                " EHLO x\r\n",
                "XCLIENT\r\n"
            })
    void anyOtherCommandFirstEndsIt(String command) throws IOException {
        say(command + "EHLO x\r\n");
        assertHostReads(command + "EHLO x\r\n");
        hostSays("250 one\r\n250 two\r\n");
        assertRead(GREETING + "250 one\r\n250 two\r\n");
    }

    @Test
    void everyLaterEhloGoesOut() throws IOException {
        say("EHLO x\r\nEHLO y\r\n");
        assertHostReads("EHLO y\r\n");
        hostSays("250 again\r\n");
        assertRead(GREETING + ANSWER + "250 again\r\n");
        say("HELO z\r\n");
        assertHostReads("HELO z\r\n");
    }

    @ParameterizedTest
    @ValueSource(strings = {"EHLO ", "NOOP ", "X"})
    void anOverlongLinePassesWhole(String begin) throws IOException {
        String line = begin + "a".repeat(10_000) + "\r\n";
        for (int i = 0; i < line.length(); i += 1_000) {
            say(line.substring(i, Math.min(line.length(), i + 1_000)));
        }
        say("EHLO x\r\n");
        assertHostReads(line + "EHLO x\r\n");
        hostSays("500 too long\r\n");
        assertRead(GREETING + "500 too long\r\n");
    }

    @Test
    void passesOnWhatWasReadBehindTheReply() throws IOException {
        give("250 more\r\n421 b");
        say("EHLO x\r\n");
        hostSays("ye\r\n");
        assertRead(GREETING + ANSWER + "250 more\r\n421 bye\r\n");
    }

    @Test
    void wakesAReaderThatCameBeforeTheCommand() throws Exception {
        assertRead(GREETING);
        CompletableFuture<Integer> read = CompletableFuture.supplyAsync(this::readOne);
        say("EHLO x\r\n");
        assertThat(read.get(2, TimeUnit.MINUTES)).isEqualTo('2');
    }

    @Test
    void limitsTheWaitForTheFirstCommand() throws IOException {
        assertRead(GREETING);
        behind.setSoTimeout(50);
        assertThatThrownBy(() -> in.read()).isInstanceOf(SocketTimeoutException.class);
        assertThat(in.available()).isZero();
        say("EHLO x\r\n");
        assertThat(in.available()).isEqualTo(ANSWER.length());
        behind.setSoTimeout(120_000);
        assertRead(ANSWER);
    }

    @Test
    void endsWithTheHost() throws IOException {
        say("NOOP\r\nEHLO x\r\n");
        host.shutdownOutput();
        assertRead(GREETING);
        assertThat(in.read()).isEqualTo(-1);
        say("later\r\n");
        assertHostReads("NOOP\r\nlater\r\n");
    }

    @Test
    void asksAHostFromAPoolWhetherItStillWorks() throws IOException {
        AtomicInteger counted = reuse();
        say("EHLO x\r\n");
        assertHostReads("RSET\r\n");
        hostSays("250-re\r\n250 set\r\n");
        assertRead(GREETING + ANSWER);
        assertThat(counted).hasValue(1);
        say("MAIL FROM:<>\r\n");
        assertHostReads("MAIL FROM:<>\r\n");
        hostSays("250 mail\r\n");
        assertRead("250 mail\r\n");
        assertThat(counted).hasValue(1);
    }

    @Test
    void asksInOrder() throws IOException {
        AtomicInteger counted = reuse();
        say("NOOP\r\nEHLO x\r\nMAIL FROM:<>\r\n");
        assertHostReads("NOOP\r\nRSET\r\nMAIL FROM:<>\r\n");
        hostSays("250 noop\r\n250 rset\r\n250 mail\r\n");
        assertRead(GREETING + "250 noop\r\n" + ANSWER + "250 mail\r\n");
        assertThat(counted).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"421 bye\r\n", "502 what\r\n", "HTTP/1.1\r\n", ""})
    void countsNothingWhereAHostFromAPoolIsGone(String reply) throws IOException {
        AtomicInteger counted = reuse();
        say("EHLO x\r\n");
        hostSays(reply);
        host.shutdownOutput();
        assertRead(GREETING);
        assertThatThrownBy(() -> in.read()).hasMessageContaining("open another one");
        assertThat(behind.isClosed()).isTrue();
        assertThat(counted).hasValue(0);
    }

    /** A stale reply stands for the one to RSET, which comes behind it. */
    @Test
    void countsNothingWhereAHostFromAPoolSaysMoreThanItWasAsked() throws IOException {
        AtomicInteger counted = reuse();
        say("EHLO x\r\n");
        hostSays("250 stale\r\n250 reset\r\n");
        assertRead(GREETING);
        assertThatThrownBy(() -> in.read()).hasMessageContaining("open another one");
        assertThat(behind.isClosed()).isTrue();
        assertThat(counted).hasValue(0);
    }

    @Test
    void aConnectionOnWhichEverythingWasReadCanBeParked() throws IOException {
        say("NOOP\r\nEHLO x\r\nMAIL FROM:<>\r\n");
        hostSays("250 noop\r\n250 mail\r\n");
        assertRead(GREETING + "250 noop\r\n" + ANSWER + "250 mail\r\n");
        say("DATA\r\n");
        hostSays("354 go\r\n");
        assertRead("354 go\r\n");
        say("text\r\n.\r\n");
        hostSays("250 taken\r\n");
        assertRead("250 taken\r\n");
        assertThat(smtp.park()).isTrue();
    }

    @Test
    void aConnectionThatWasNotUsedCanBeParked() throws IOException {
        say("EHLO x\r\n"); // answered from memory, and not read
        assertThat(smtp.park()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "NOOP\r\n", // not answered
                "EHLO x\r\nNOOP\r\n",
                "QUIT\r\n",
                "EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\n",
            })
    void aConnectionWithAReplyOutstandingCannotBeParked(String said) throws IOException {
        say(said);
        assertThat(smtp.park()).isFalse();
    }

    @Test
    void aReplyOfAPipelineThatHasNotArrivedIsOutstanding() throws IOException {
        say("EHLO x\r\nMAIL FROM:<>\r\nRCPT TO:<a>\r\n");
        hostSays("250 mail\r\n");
        assertRead(GREETING + ANSWER + "250 mail\r\n");
        assertThat(smtp.park()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"NOOP\r\n", "MAIL FROM:<>\r\n"})
    void aReplyThatWasReadInPartIsUnread(String command) throws IOException {
        say(command);
        hostSays("250 all of it\r\n");
        assertRead(GREETING + "250 all");
        assertThat(smtp.park()).isFalse();
    }

    /** Such as a host that closes an idle connection. */
    @Test
    void whatTheHostSaidUnaskedIsUnread() throws IOException {
        say("EHLO x\r\nMAIL FROM:<>\r\n");
        hostSays("250 mail\r\n");
        assertRead(GREETING + ANSWER + "250 mail\r\n");
        hostSays("421 bye\r\n");
        while (behind.getInputStream().available() == 0) {
            Thread.onSpinWait();
        }
        assertThat(smtp.park()).isFalse();
    }

    @Test
    void whatWasReadBehindTheReplyIsUnread() throws IOException {
        give("250 more\r\n");
        assertThat(smtp.park()).isFalse();
    }

    @Test
    void aMessageThatIsNotAtItsEndCannotBeParked() throws IOException {
        say("EHLO x\r\nDATA\r\n");
        hostSays("354 go\r\n");
        assertRead(GREETING + ANSWER + "354 go\r\n");
        say("text\r\n");
        assertThat(smtp.park()).isFalse();
    }

    @Test
    void aConnectionThatIsClosedCannotBeParked() throws IOException {
        behind.close();
        assertThat(smtp.park()).isFalse();
    }

    private AtomicInteger reuse() {
        AtomicInteger counted = new AtomicInteger();
        EhloReply reply = new EhloReply(List.of("250-mx1.example.com hello", "250-8BITMIME", "250 SIZE 5"));
        smtp = new FirstEhlo(behind, "mx1.example.com", reply, new byte[0], counted::incrementAndGet);
        in = smtp.input();
        out = smtp.output();
        return counted;
    }

    /** Read one at a time, as Jakarta Mail does, and in blocks. */
    @Test
    void isTheSameReadOctetByOctet() throws IOException {
        say("EHLO x\r\nQUIT\r\n");
        hostSays("221 bye\r\n");
        StringBuilder read = new StringBuilder();
        while (read.toString().lines().count() < 5 || !read.toString().endsWith("\n")) {
            read.append((char) in.read());
        }
        assertThat(read).hasToString(GREETING + ANSWER + "221 bye\r\n");
    }

    @Test
    void upperCaseOfAVerbDependsOnNoLocale() throws IOException {
        Locale before = Locale.getDefault();
        try {
            Locale.setDefault(new Locale("tr"));
            say("noop i\r\nehlo i\r\n");
            hostSays("250 ok\r\n");
            assertRead(GREETING + "250 ok\r\n" + ANSWER);
        } finally {
            Locale.setDefault(before);
        }
    }

    private int readOne() {
        try {
            return in.read();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private void say(String text) throws IOException {
        out.write(octets(text));
        out.flush();
    }

    private void hostSays(String text) throws IOException {
        host.getOutputStream().write(octets(text));
    }

    private void assertRead(String text) throws IOException {
        assertThat(text(in, text.length())).isEqualTo(text);
    }

    private void assertHostReads(String text) throws IOException {
        assertThat(text(host.getInputStream(), text.length())).isEqualTo(text);
    }

    private static String text(InputStream from, int length) throws IOException {
        return new String(from.readNBytes(length), StandardCharsets.ISO_8859_1);
    }

    private static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }
}
