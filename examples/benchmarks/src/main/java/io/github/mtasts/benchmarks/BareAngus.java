package io.github.mtasts.benchmarks;

import io.github.mtasts.Dialer;
import io.github.mtasts.testkit.TestNetwork;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;
import org.eclipse.angus.mail.smtp.SMTPTransport;

/**
 * Sends with Angus' own transport: STARTTLS required, the platform's trust manager, the host name checked, the same limits for a
 * connection and a read, and a pool of connected transports, each asked with RSET before it is used again.
 */
final class BareAngus implements MailRate.Client {
    private final TestNetwork network;
    private final Map<String, InetAddress> addresses;
    private final Session session;
    private final Map<String, Deque<SMTPTransport>> pool = new ConcurrentHashMap<>();

    BareAngus(TestNetwork network, String ehloName, Map<String, InetAddress> addresses)
            throws GeneralSecurityException {
        this.network = network;
        this.addresses = addresses;
        TrustManagerFactory factory = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        factory.init(network.ca().trustStore());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, factory.getTrustManagers(), null);
        Properties properties = new Properties();
        properties.setProperty("mail.smtp.localhost", ehloName);
        properties.setProperty("mail.smtp.starttls.enable", "true");
        properties.setProperty("mail.smtp.starttls.required", "true");
        properties.setProperty("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.ssl.socketFactory", context.getSocketFactory());
        properties.setProperty("mail.smtp.userset", "true");
        properties.setProperty("mail.smtp.quitwait", "false");
        this.session = Session.getInstance(properties);
    }

    @Override
    public void send(String domain, MimeMessage message) throws MessagingException, IOException {
        Deque<SMTPTransport> idle = pool.computeIfAbsent(domain, name -> new ConcurrentLinkedDeque<>());
        SMTPTransport transport = idle.pollFirst();
        if (transport == null || !transport.isConnected()) {
            transport = connected("mx1." + domain);
        }
        transport.sendMessage(message, new InternetAddress[] {new InternetAddress("b@" + domain)});
        idle.addFirst(transport);
    }

    private SMTPTransport connected(String host) throws MessagingException, IOException {
        Socket socket = network.sockets().createSocket();
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(Dialer.READ_LIMIT_MILLIS);
        socket.connect(
                new InetSocketAddress(Objects.requireNonNull(addresses.get(host)), 25), Dialer.CONNECT_LIMIT_MILLIS);
        SMTPTransport transport = new SMTPTransport(session, null);
        transport.connect(socket);
        return transport;
    }

    @Override
    public void close() {
        for (Deque<SMTPTransport> idle : pool.values()) {
            for (SMTPTransport transport : new ArrayDeque<>(idle)) {
                try {
                    transport.close();
                } catch (MessagingException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }
}
