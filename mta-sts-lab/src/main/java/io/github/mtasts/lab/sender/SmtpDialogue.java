package io.github.mtasts.lab.sender;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** A client's half of an SMTP session (RFC 5321), without any trustManager. */
public final class SmtpDialogue {
    private static final int MAX_LINES = 1_000;
    private static final int MAX_LINE = 100_000;

    private final OutputStream out;
    private final InputStream in;
    private final boolean patient;

    /**
     * A reply.
     *
     * @param lines its lines
     */
    public record Reply(List<String> lines) {
        /**
         * The first digit of the code (RFC 5321 section 4.2.1).
         *
         * @return 2 for success, 4 for a temporary and 5 for a permanent failure
         */
        public char kind() {
            String last = lines.get(lines.size() - 1);
            return last.isEmpty() ? '?' : last.charAt(0);
        }

        /**
         * Whether the command succeeded.
         *
         * @return true for codes that begin with 2
         */
        public boolean isTaken() {
            return kind() == '2';
        }
    }

    /**
     * Uses a connection.
     *
     * @param socket the connection
     * @throws IOException if it is closed
     */
    public SmtpDialogue(Socket socket) throws IOException {
        this(socket.getOutputStream(), socket.getInputStream(), false);
    }

    /**
     * Uses a pair of streams.
     *
     * @param out for commands
     * @param in for replies
     * @param patient whether to read a reply to its end, however long
     */
    public SmtpDialogue(OutputStream out, InputStream in, boolean patient) {
        this.out = out;
        this.in = in;
        this.patient = patient;
    }

    /**
     * Reads a whole reply.
     *
     * @return the reply
     * @throws IOException if there is no reply, or one that is too long
     */
    public Reply reply() throws IOException {
        List<String> lines = new ArrayList<>();
        String line;
        do {
            line = line();
            lines.add(line);
            if (lines.size() > MAX_LINES) {
                overflow(lines);
            }
        } while (line.startsWith("-", 3));
        return new Reply(List.copyOf(lines));
    }

    /** A patient client reads on without keeping the lines, which would exhaust the memory. */
    private void overflow(List<String> lines) throws IOException {
        if (!patient || Thread.currentThread().isInterrupted()) {
            throw new IOException("the reply is too long");
        }
        lines.clear();
    }

    private String line() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int octet = in.read(); octet != '\n'; octet = in.read()) {
            if (octet < 0 || line.size() > MAX_LINE) {
                throw new IOException("the connection ended within a line, or the line is too long");
            }
            line.write(octet);
        }
        return line.toString(StandardCharsets.ISO_8859_1).stripTrailing();
    }

    /**
     * Sends a command and reads its reply.
     *
     * @param line the command
     * @return the reply
     * @throws IOException if there is no reply
     */
    public Reply command(String line) throws IOException {
        out.write((line + "\r\n").getBytes(StandardCharsets.UTF_8));
        out.flush();
        return reply();
    }

    /**
     * Sends a message.
     *
     * @param from the reverse path
     * @param to the recipient
     * @param text header and body
     * @return the reply to the first command that did not succeed, or that to the end of the message
     * @throws IOException if a reply is missing
     */
    public Reply message(String from, String to, String text) throws IOException {
        return message(from, to, text, false);
    }

    /**
     * Sends a message, with or without REQUIRETLS.
     *
     * @param from the reverse path
     * @param to the recipient
     * @param text header and body
     * @param requireTls whether MAIL has the parameter (RFC 8689 section 2)
     * @return the reply to the first command that did not succeed, or that to the end of the message
     * @throws IOException if a reply is missing
     */
    public Reply message(String from, String to, String text, boolean requireTls) throws IOException {
        String parameter = requireTls ? " REQUIRETLS" : "";
        for (String command : List.of("MAIL FROM:<" + from + ">" + parameter, "RCPT TO:<" + to + ">")) {
            Reply reply = command(command);
            if (!reply.isTaken()) {
                return reply;
            }
        }
        Reply go = command("DATA");
        return go.kind() == '3' ? command(text + "\r\n.") : go;
    }
}
