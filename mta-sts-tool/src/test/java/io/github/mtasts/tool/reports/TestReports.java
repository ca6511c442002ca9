package io.github.mtasts.tool.reports;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.Base64;
import java.util.zip.GZIPOutputStream;

/** TLS reports as senders write them. */
final class TestReports {
    private TestReports() {}

    /** A report about one day under a policy of mode testing, whose failures are expired certificates. */
    static byte[] report(String reporter, String domain, LocalDate day, int successes, int failures) {
        String details = failures == 0 ? "" : """
                ,"failure-details":[{"result-type":"certificate-expired","sending-mta-ip":"192.0.2.1",
                "receiving-mx-hostname":"mx1.%s","failed-session-count":%d}]""".formatted(domain, failures);
        return """
                {"organization-name":"%s","date-range":{"start-datetime":"%sT00:00:00Z",
                "end-datetime":"%sT23:59:59Z"},"contact-info":"tls@%s","report-id":"%s-%s",
                "policies":[{"policy":{"policy-type":"sts","policy-string":["version: STSv1","mode: testing",
                "mx: mx1.good.test","mx: mx2.good.test","max_age: 604800"],"policy-domain":"%s"},
                "summary":{"total-successful-session-count":%d,"total-failure-session-count":%d}%s}]}
                """.formatted(reporter, day, day, reporter, day, domain, domain, successes, failures, details)
                .getBytes(StandardCharsets.UTF_8);
    }

    /** A mail without a signature that has a report in it (RFC 8460 section 5.3). */
    static byte[] mail(String submitter, byte[] report) {
        return ("From: tls@" + submitter + "\r\nTo: tls@good.test\r\nSubject: Report\r\nMIME-Version: 1.0\r\n"
                        + "Content-Type: application/tlsrpt+gzip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                        + Base64.getMimeEncoder().encodeToString(gzip(report)) + "\r\n")
                .getBytes(StandardCharsets.US_ASCII);
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

    /** A gzip file of some hundred kilobytes that inflates to far more than any report has. */
    static byte[] bomb() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try (OutputStream gzip = new GZIPOutputStream(out)) {
            byte[] spaces = new byte[1 << 20];
            Arrays.fill(spaces, (byte) ' ');
            gzip.write('{');
            for (int i = 0; i < 200; i++) {
                gzip.write(spaces);
            }
        } catch (IOException e) {
            throw new AssertionError(e);
        }
        return out.toByteArray();
    }
}
