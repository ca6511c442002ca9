package io.github.mtasts.embeddings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The SMTP client of a server with blocking sockets: sends one message, from the greeting on. */
final class SmtpClient {
    private final Socket socket;
    /** One for the whole connection: a host may say more than it was asked. */
    private final BufferedReader in;

    SmtpClient(Socket socket) throws IOException {
        this.socket = socket;
        this.in = new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    /** Reads the greeting and says EHLO, which the library answers from memory. */
    void hello() throws IOException {
        expect("220");
        say("EHLO sender.example");
        expect("250");
    }

    void send(String body) throws IOException {
        for (String command : new String[] {"MAIL FROM:<a@sender.example>", "RCPT TO:<b@example.com>"}) {
            say(command);
            expect("250");
        }
        say("DATA");
        expect("354");
        say("Subject: test\r\n\r\n" + body + "\r\n.");
        expect("250");
    }

    private void say(String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private void expect(String code) throws IOException {
        String line;
        do {
            line = in.readLine();
            if (line == null || !line.startsWith(code)) {
                throw new IOException("expected " + code + ", read " + line);
            }
        } while (line.startsWith(code + "-"));
    }
}
