package io.github.mtasts.embeddings;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** The SMTP client of a server with blocking sockets: sends one message, from the greeting on. */
final class SmtpClient {
    private SmtpClient() {}

    /** Reads the greeting and says EHLO, which the library answers from memory. */
    static void hello(Socket socket) throws IOException {
        expect(reader(socket), "220");
        say(socket, "EHLO sender.example");
        expect(reader(socket), "250");
    }

    static void send(Socket socket, String body) throws IOException {
        BufferedReader in = reader(socket);
        for (String command : new String[] {"MAIL FROM:<a@sender.example>", "RCPT TO:<b@example.com>"}) {
            say(socket, command);
            expect(in, "250");
        }
        say(socket, "DATA");
        expect(in, "354");
        say(socket, "Subject: test\r\n\r\n" + body + "\r\n.");
        expect(in, "250");
    }

    /** A new reader at each step is safe, because the host sends nothing before it is asked. */
    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
    }

    private static void say(Socket socket, String line) throws IOException {
        OutputStream out = socket.getOutputStream();
        out.write((line + "\r\n").getBytes(StandardCharsets.US_ASCII));
        out.flush();
    }

    private static void expect(BufferedReader in, String code) throws IOException {
        String line;
        do {
            line = in.readLine();
            if (line == null || !line.startsWith(code)) {
                throw new IOException("expected " + code + ", read " + line);
            }
        } while (line.startsWith(code + "-"));
    }
}
