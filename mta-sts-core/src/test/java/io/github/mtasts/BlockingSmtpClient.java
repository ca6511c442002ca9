package io.github.mtasts;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;

/** Sends one message over an opened blocking socket, from the greeting on. */
final class BlockingSmtpClient {
    private BlockingSmtpClient() {}

    static void send(Socket socket, String body) throws IOException {
        BufferedReader in =
                new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.US_ASCII));
        expect(in, "220");
        for (String command :
                new String[] {"EHLO sender.example", "MAIL FROM:<a@sender.example>", "RCPT TO:<b@example.com>"}) {
            write(socket, command);
            expect(in, "250");
        }
        write(socket, "DATA");
        expect(in, "354");
        write(socket, "Subject: test\r\n\r\n" + body + "\r\n.");
        expect(in, "250");
    }

    private static void write(Socket socket, String line) throws IOException {
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
