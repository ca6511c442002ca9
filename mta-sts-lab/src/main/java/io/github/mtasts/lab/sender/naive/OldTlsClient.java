package io.github.mtasts.lab.sender.naive;

import io.github.mtasts.lab.sender.AdjustableTrustManager;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Vector;
import org.bouncycastle.tls.AlertDescription;
import org.bouncycastle.tls.DefaultTlsClient;
import org.bouncycastle.tls.NameType;
import org.bouncycastle.tls.ProtocolVersion;
import org.bouncycastle.tls.ServerName;
import org.bouncycastle.tls.ServerOnlyTlsAuthentication;
import org.bouncycastle.tls.TlsAuthentication;
import org.bouncycastle.tls.TlsClientProtocol;
import org.bouncycastle.tls.TlsFatalAlert;
import org.bouncycastle.tls.TlsServerCertificate;
import org.bouncycastle.tls.crypto.TlsCertificate;
import org.bouncycastle.tls.crypto.impl.bc.BcTlsCrypto;

/** A TLS client for versions 1.0 to 1.2, from Bouncy Castle: JSSE could allow them for the whole JVM only. */
final class OldTlsClient extends DefaultTlsClient {
    private final String host;
    private final AdjustableTrustManager.Check check;

    private OldTlsClient(String host, AdjustableTrustManager.Check check) {
        super(new BcTlsCrypto(new SecureRandom()));
        this.host = host;
        this.check = check;
    }

    /** Makes a handshake over a connection. */
    static TlsClientProtocol handshake(Socket socket, String host, AdjustableTrustManager.Check check)
            throws IOException {
        TlsClientProtocol tls = new TlsClientProtocol(socket.getInputStream(), socket.getOutputStream());
        tls.connect(new OldTlsClient(host, check));
        return tls;
    }

    @Override
    protected ProtocolVersion[] getSupportedVersions() {
        return ProtocolVersion.TLSv12.downTo(ProtocolVersion.TLSv10);
    }

    @Override
    protected Vector<ServerName> getSNIServerNames() {
        return new Vector<>(List.of(new ServerName(NameType.host_name, host.getBytes(StandardCharsets.US_ASCII))));
    }

    @Override
    public TlsAuthentication getAuthentication() {
        return new ServerOnlyTlsAuthentication() {
            @Override
            public void notifyServerCertificate(TlsServerCertificate shown) throws IOException {
                try {
                    check.check(chain(shown));
                } catch (CertificateException e) {
                    throw new TlsFatalAlert(AlertDescription.bad_certificate, e);
                }
            }
        };
    }

    private static X509Certificate[] chain(TlsServerCertificate shown) throws IOException, CertificateException {
        CertificateFactory factory = CertificateFactory.getInstance("X.509");
        List<X509Certificate> chain = new ArrayList<>();
        for (TlsCertificate one : shown.getCertificate().getCertificateList()) {
            chain.add((X509Certificate) factory.generateCertificate(new ByteArrayInputStream(one.getEncoded())));
        }
        return chain.toArray(new X509Certificate[0]);
    }
}
