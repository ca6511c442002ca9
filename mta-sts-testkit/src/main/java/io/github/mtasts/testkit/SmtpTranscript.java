package io.github.mtasts.testkit;

import java.io.ByteArrayOutputStream;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The record of one session so far. */
final class SmtpTranscript {
    private final String remote;
    private final List<String> commands = new ArrayList<>();
    private final ByteArrayOutputStream clear = new ByteArrayOutputStream();
    private final ByteArrayOutputStream secured = new ByteArrayOutputStream();
    private final Dialogue dialogue = new Dialogue();
    private String helo = "";
    private @Nullable String sni;
    private @Nullable String tlsVersion;
    private @Nullable X509Certificate clientCertificate;
    private @Nullable String handshakeFailure;
    private boolean ended;

    SmtpTranscript(String remote) {
        this.remote = remote;
    }

    synchronized void command(String line) {
        commands.add(line);
    }

    synchronized void heard(String line) {
        dialogue.add(SmtpLine.Speaker.CLIENT, tlsVersion != null, line);
    }

    synchronized void said(String text) {
        dialogue.addAll(SmtpLine.Speaker.HOST, tlsVersion != null, text);
    }

    synchronized void helo(String name) {
        helo = name;
    }

    synchronized void sni(String name) {
        sni = name;
    }

    synchronized void secured(String version) {
        tlsVersion = version;
    }

    synchronized void clientCertificate(X509Certificate presented) {
        clientCertificate = presented;
    }

    synchronized @Nullable X509Certificate clientCertificate() {
        return clientCertificate;
    }

    synchronized void handshakeFailed(String why) {
        handshakeFailure = why;
    }

    synchronized void inClear(byte[] bytes, int length) {
        clear.write(bytes, 0, length);
    }

    synchronized void overTls(byte[] bytes, int length) {
        secured.write(bytes, 0, length);
    }

    synchronized byte[] clear() {
        return clear.toByteArray();
    }

    synchronized byte[] secured() {
        return secured.toByteArray();
    }

    synchronized String heloName() {
        return helo;
    }

    synchronized @Nullable String sniName() {
        return sni;
    }

    synchronized @Nullable String version() {
        return tlsVersion;
    }

    synchronized void end() {
        ended = true;
    }

    synchronized MxServer.Session snapshot() {
        return new MxServer.Session(
                remote,
                helo,
                sni,
                List.copyOf(commands),
                dialogue.lines(),
                tlsVersion != null,
                tlsVersion,
                handshakeFailure,
                ended);
    }
}
