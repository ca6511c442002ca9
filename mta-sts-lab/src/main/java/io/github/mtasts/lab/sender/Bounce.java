package io.github.mtasts.lab.sender;

import io.github.mtasts.lab.Mail;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.TestNetwork;
import java.io.IOException;
import java.net.Socket;

/** Sends bounces over the network, where the lab records them. */
public final class Bounce {
    private static final int PATIENCE_MILLIS = 5_000;

    private Bounce() {}

    /**
     * Sends a bounce: a message with a null reverse path.
     *
     * @param net the network
     * @param mail the message to return
     * @param why the reason, for the author
     * @throws IOException if the author's host does not accept it
     */
    public static void send(TestNetwork net, Mail mail, String why) throws IOException {
        MxServer host = net.mxServer("mx." + mail.authorDomain());
        try (Socket socket = net.sockets().createSocket()) {
            socket.connect(host.address(), PATIENCE_MILLIS);
            socket.setSoTimeout(PATIENCE_MILLIS);
            SmtpDialogue smtp = new SmtpDialogue(socket);
            smtp.reply();
            smtp.command("EHLO mail.author.test");
            String text = "Subject: Undelivered mail\r\n\r\nYour message to <%s> was not delivered: %s"
                    .formatted(mail.to(), why);
            if (!smtp.message("", mail.from(), text).isTaken()) {
                throw new IOException("the author's host did not accept the bounce");
            }
        }
    }
}
