package io.github.mtasts.testkit.internal;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.math.BigInteger;
import java.net.Socket;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import okio.ByteString;
import org.bouncycastle.asn1.ocsp.OCSPObjectIdentifiers;
import org.bouncycastle.asn1.ocsp.OCSPResponseStatus;
import org.bouncycastle.asn1.x500.X500Name;
import org.bouncycastle.asn1.x509.CRLReason;
import org.bouncycastle.asn1.x509.Extensions;
import org.bouncycastle.asn1.x509.SubjectPublicKeyInfo;
import org.bouncycastle.cert.X509v2CRLBuilder;
import org.bouncycastle.cert.ocsp.BasicOCSPRespBuilder;
import org.bouncycastle.cert.ocsp.CertificateStatus;
import org.bouncycastle.cert.ocsp.OCSPException;
import org.bouncycastle.cert.ocsp.OCSPReq;
import org.bouncycastle.cert.ocsp.OCSPRespBuilder;
import org.bouncycastle.cert.ocsp.Req;
import org.bouncycastle.cert.ocsp.RespID;
import org.bouncycastle.cert.ocsp.RevokedStatus;
import org.bouncycastle.operator.DigestCalculator;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.operator.jcajce.JcaDigestCalculatorProviderBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Serves CRLs at {@code /<issuer>.crl} and OCSP (RFC 6960, POST and GET) at {@code /<issuer>}, over plain HTTP, as
 * certificate authorities do.
 */
public final class RevocationService implements Endpoint.Handler {
    private static final int MAX_LINE = 8192;
    private static final int MAX_BODY = 65_536;

    private final Map<String, Issuer> issuers = new ConcurrentHashMap<>();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    private final Instant now;

    /**
     * Makes a service without issuers.
     *
     * @param now the middle of the validity of its answers, which starts a day before and ends a day after
     */
    public RevocationService(Instant now) {
        this.now = now;
    }

    /**
     * Adds an issuer.
     *
     * @param name its name in the path
     * @param issuer the issuer
     */
    public void add(String name, Issuer issuer) {
        issuers.put(name, issuer);
    }

    /**
     * All requests so far.
     *
     * @return request lines without the version, such as {@code GET /revocable.crl}
     */
    public List<String> requests() {
        synchronized (requests) {
            return List.copyOf(requests);
        }
    }

    @Override
    public void serve(Socket connection) throws IOException {
        try (connection) {
            InputStream in = connection.getInputStream();
            String[] request = readLine(in).split(" ", -1);
            if (request.length < 2) {
                return;
            }
            int length = 0;
            for (String header = readLine(in); !header.isEmpty(); header = readLine(in)) {
                String[] field = header.split(":", 2);
                if (field[0].toLowerCase(Locale.ROOT).equals("content-length")) {
                    length = Math.min(MAX_BODY, Integer.parseInt(field[1].trim()));
                }
            }
            requests.add(request[0] + " " + request[1]);
            write(connection.getOutputStream(), answer(request[1], in.readNBytes(length)));
        }
    }

    private record Answer(String status, String contentType, ByteString body) {}

    private Answer answer(String path, byte[] body) throws IOException {
        String[] parts = path.substring(1).split("/", 2);
        boolean crl = parts[0].endsWith(".crl");
        Issuer issuer = issuers.get(crl ? parts[0].substring(0, parts[0].length() - 4) : parts[0]);
        if (issuer == null) {
            return new Answer("404 Not Found", "text/plain", ByteString.EMPTY);
        }
        if (crl) {
            return new Answer("200 OK", "application/pkix-crl", ByteString.of(crl(issuer)));
        }
        byte[] query = parts.length == 2 && !parts[1].isEmpty()
                ? Base64.getDecoder().decode(URLDecoder.decode(parts[1], StandardCharsets.US_ASCII))
                : body;
        return new Answer("200 OK", "application/ocsp-response", ByteString.of(ocsp(issuer, query)));
    }

    private byte[] crl(Issuer issuer) throws IOException {
        X509v2CRLBuilder builder = new X509v2CRLBuilder(subject(issuer), Date.from(now.minus(Duration.ofDays(1))));
        builder.setNextUpdate(Date.from(now.plus(Duration.ofDays(1))));
        issuer.revoked()
                .forEach((serial, when) -> builder.addCRLEntry(serial, Date.from(when), CRLReason.keyCompromise));
        return builder.build(Issuer.signer(issuer.key())).getEncoded();
    }

    private byte[] ocsp(Issuer issuer, byte[] query) throws IOException {
        try {
            DigestCalculator sha1 =
                    new JcaDigestCalculatorProviderBuilder().build().get(RespID.HASH_SHA1);
            RespID responder = new RespID(
                    SubjectPublicKeyInfo.getInstance(
                            issuer.certificate().getPublicKey().getEncoded()),
                    sha1);
            BasicOCSPRespBuilder builder = new BasicOCSPRespBuilder(responder);
            OCSPReq request = new OCSPReq(query);
            for (Req one : request.getRequestList()) {
                builder.addResponse(
                        one.getCertID(),
                        status(issuer, one.getCertID().getSerialNumber()),
                        Date.from(now.minus(Duration.ofDays(1))),
                        Date.from(now.plus(Duration.ofDays(1))),
                        null);
            }
            builder.setResponseExtensions(nonceOf(request));
            return new OCSPRespBuilder()
                    .build(
                            OCSPResponseStatus.SUCCESSFUL,
                            builder.build(Issuer.signer(issuer.key()), null, Date.from(Instant.now())))
                    .getEncoded();
        } catch (OCSPException | OperatorCreationException e) {
            throw new IOException(e);
        }
    }

    private static @Nullable Extensions nonceOf(OCSPReq request) {
        var nonce = request.getExtension(OCSPObjectIdentifiers.id_pkix_ocsp_nonce);
        return nonce == null ? null : new Extensions(nonce);
    }

    private static @Nullable CertificateStatus status(Issuer issuer, BigInteger serial) {
        Instant when = issuer.revoked().get(serial);
        return when == null ? CertificateStatus.GOOD : new RevokedStatus(Date.from(when), CRLReason.keyCompromise);
    }

    private static X500Name subject(Issuer issuer) {
        return X500Name.getInstance(
                issuer.certificate().getSubjectX500Principal().getEncoded());
    }

    private static void write(OutputStream out, Answer answer) throws IOException {
        String head = "HTTP/1.1 " + answer.status() + "\r\nContent-Type: " + answer.contentType()
                + "\r\nContent-Length: " + answer.body().size() + "\r\nConnection: close\r\n\r\n";
        out.write(head.getBytes(StandardCharsets.US_ASCII));
        out.write(answer.body().toByteArray());
        out.flush();
    }

    private static String readLine(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c >= 0 && c != '\n'; c = in.read()) {
            if (line.length() > MAX_LINE) {
                throw new IOException("line too long");
            }
            if (c != '\r') {
                line.append((char) c);
            }
        }
        return line.toString();
    }
}
