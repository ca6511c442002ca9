package io.github.mtasts.tlsrpt.read;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

/** Sample reports, and mail and archives that contain them. */
final class Samples {
    /** A report in the form of RFC 8460, of which tests replace a part. */
    static final String REPORT = """
            {
              "organization-name": "Sender Ltd.",
              "date-range": {
                "start-datetime": "2024-03-01T00:00:00Z",
                "end-datetime": "2024-03-01T23:59:59Z"
              },
              "contact-info": "postmaster@sender.example",
              "report-id": "2024-03-01@sender.example",
              "policies": [
                {
                  "policy": {
                    "policy-type": "sts",
                    "policy-string": ["version: STSv1", "mode: testing", "mx: *.receiver.example", "max_age: 86400"],
                    "policy-domain": "receiver.example",
                    "mx-host": ["*.receiver.example"]
                  },
                  "summary": {
                    "total-successful-session-count": 90,
                    "total-failure-session-count": 10
                  },
                  "failure-details": [
                    {
                      "result-type": "certificate-expired",
                      "sending-mta-ip": "192.0.2.1",
                      "receiving-mx-hostname": "mx1.receiver.example",
                      "receiving-mx-helo": "helo.receiver.example",
                      "receiving-ip": "192.0.2.2",
                      "failed-session-count": 10,
                      "additional-information": "https://sender.example/why",
                      "failure-reason-code": "X509_EXPIRED"
                    }
                  ]
                }
              ]
            }
            """;

    private Samples() {}

    /** The report with one part replaced; the part must exist. */
    static byte[] report(String piece, String replacement) {
        if (!REPORT.contains(piece)) {
            throw new IllegalArgumentException("The sample has no " + piece);
        }
        return REPORT.replace(piece, replacement).getBytes(StandardCharsets.UTF_8);
    }

    static byte[] report() {
        return REPORT.getBytes(StandardCharsets.UTF_8);
    }

    static byte[] gzip(byte[] octets) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            gzip.write(octets);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /** A zip file from alternating names and contents. */
    static byte[] zip(Object... entries) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(out)) {
            for (int i = 0; i < entries.length; i += 2) {
                zip.putNextEntry(new ZipEntry((String) entries[i]));
                zip.write((byte[]) entries[i + 1]);
                zip.closeEntry();
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }

    /** A mail of RFC 8460 section 5.3, with the report in the part with the given header. */
    static String mail(String partHeader, byte[] content) {
        return """
                From: tlsrpt@mail.sender.example
                To: reports@receiver.example
                Subject: Report Domain: receiver.example Submitter: mail.sender.example
                 Report-ID: <2024-03-01@sender.example>
                TLS-Report-Domain: receiver.example
                TLS-Report-Submitter: mail.sender.example
                MIME-Version: 1.0
                Content-Type: multipart/report; report-type="tlsrpt"; boundary="here"

                --here
                Content-Type: text/plain; charset=us-ascii

                A report from mail.sender.example.

                --here
                %s
                Content-Transfer-Encoding: base64

                %s
                --here--
                """.formatted(partHeader, Base64.getMimeEncoder().encodeToString(content))
                .replace("\r\n", "\n")
                .replace("\n", "\r\n");
    }

    static String mail() {
        return mail(
                "Content-Type: application/tlsrpt+gzip\nContent-Disposition: attachment;\n"
                        + " filename=\"mail.sender.example!receiver.example!1709251200!1709337599!001.json.gz\"",
                gzip(report()));
    }

    static byte[] octets(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
