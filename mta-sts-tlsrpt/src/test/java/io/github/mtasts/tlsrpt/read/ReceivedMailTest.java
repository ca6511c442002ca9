package io.github.mtasts.tlsrpt.read;

import static io.github.mtasts.tlsrpt.read.Samples.gzip;
import static io.github.mtasts.tlsrpt.read.Samples.mail;
import static io.github.mtasts.tlsrpt.read.Samples.octets;
import static io.github.mtasts.tlsrpt.read.Samples.report;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.dkim.MessageVerifier;
import io.github.mtasts.tlsrpt.read.ReportRead.Cause;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import io.github.mtasts.tlsrpt.read.ReportRead.Verification;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

class ReceivedMailTest {
    private static final String SUBMITTER = "mail.sender.example";

    private static ReportReader.Builder reader(DkimVerdict verdict) {
        return ReportReader.builder().verifier(message -> verdict);
    }

    private static DkimVerdict signedBy(String... domains) {
        return new DkimVerdict.Valid(List.of(domains), List.of());
    }

    private static ReportRead readSignedBy(String domain, String mail) {
        return reader(signedBy(domain)).build().read(octets(mail), "");
    }

    private static Read accepted(String mail) {
        ReportRead result = readSignedBy(SUBMITTER, mail);
        assertThat(result).isInstanceOf(Read.class);
        return (Read) result;
    }

    /** Adds a signature field; the verifiers of this test look at nothing in it. */
    private static String signed(String domain, String fields, String mail) {
        return "DKIM-Signature: v=1; a=rsa-sha256; d=" + domain + "; s=sel;\r\n h=" + fields + "; bh=AA=; b=AA=\r\n"
                + mail;
    }

    private static void refused(ReportRead result, Cause cause, String reason) {
        assertThat(result).isInstanceOf(Refused.class);
        assertThat(((Refused) result).cause()).isEqualTo(cause);
        assertThat(((Refused) result).reason()).contains(reason);
    }

    @Test
    void readsASignedReport() {
        Read read = accepted(mail());

        assertThat(read.verification()).isEqualTo(Verification.VERIFIED);
        assertThat(read.warnings()).isEmpty();
        assertThat(read.report().reportId()).isEqualTo("2024-03-01@sender.example");
    }

    @Test
    void theVerifierJudgesTheOctetsThatCame() {
        List<byte[]> judged = new ArrayList<>();
        ReportReader reader = ReportReader.builder()
                .verifier(message -> {
                    judged.add(message);
                    return signedBy(SUBMITTER);
                })
                .build();

        reader.read(octets(mail()), "");

        assertThat(judged).containsExactly(octets(mail()));
    }

    @Test
    @Tag("RPT-3-26")
    void refusesMailThatIsNotSignedOrNotValidly() {
        ReportReader unsigned = reader(new DkimVerdict.Missing()).build();
        ReportReader broken =
                reader(new DkimVerdict.Invalid("body hash differs")).build();

        refused(unsigned.read(octets(mail()), ""), Cause.UNSIGNED, "not signed");
        refused(broken.read(octets(mail()), ""), Cause.BAD_SIGNATURE, "body hash differs");
    }

    /** A key that is not published does not show that the mail is forged or damaged. */
    @Test
    @Tag("RPT-3-26")
    void refusesMailWhoseKeyIsNotInTheDnsAsSuch() {
        ReportReader.Builder settings = reader(new DkimVerdict.KeyNotFound("the DNS has no key at sel._domainkey.x"));

        refused(settings.build().read(octets(mail()), ""), Cause.KEY_NOT_FOUND, "no key at sel._domainkey.x");
        assertThat(Cause.KEY_NOT_FOUND.text()).isEqualTo("DKIM key not in the DNS");
        Read accepted = (Read) settings.acceptUnverified().build().read(octets(mail()), "");
        assertThat(accepted.verification()).isEqualTo(Verification.UNVERIFIED);
    }

    @Test
    void onlyRefusalsThatAcceptUnverifiedLiftsSaySo() {
        assertThat(Cause.values())
                .filteredOn(Cause::isUnverified)
                .containsExactlyInAnyOrder(
                        Cause.UNSIGNED,
                        Cause.BAD_SIGNATURE,
                        Cause.KEY_NOT_FOUND,
                        Cause.WRONG_SIGNER,
                        Cause.UNDECIDED_SIGNATURE,
                        Cause.KEY_NOT_FOR_REPORTS);
    }

    @Test
    @Tag("RPT-3-27")
    void refusesASignatureOverAPartOfTheBodyAndOneOfAStranger() {
        ReportReader partial =
                reader(new DkimVerdict.Invalid("l= leaves a part unsigned")).build();

        refused(partial.read(octets(mail()), ""), Cause.BAD_SIGNATURE, "l= leaves");
        refused(readSignedBy("evil.example", mail()), Cause.WRONG_SIGNER, "signed by evil.example");
        refused(readSignedBy("il.sender.example", mail()), Cause.WRONG_SIGNER, "neither the same domain nor a parent");
        refused(
                readSignedBy("sub.mail.sender.example", mail()),
                Cause.WRONG_SIGNER,
                "neither the same domain nor a parent");
        refused(readSignedBy("example", mail()), Cause.WRONG_SIGNER, "neither the same domain nor a parent");
        assertThat(readSignedBy("sender.example", mail())).isInstanceOf(Read.class);
        assertThat(reader(signedBy("evil.example", SUBMITTER)).build().read(octets(mail()), ""))
                .isInstanceOf(Read.class);
    }

    @Test
    @Tag("RPT-3-27")
    void everySubmitterNamedMustBeVouchedFor() {
        String field = "TLS-Report-Submitter: mail.sender.example\r\n";
        String unnamed = mail().replace(field, "");
        String fields = "from:tls-report-submitter:tls-report-submitter";
        String two = signed(SUBMITTER, fields, mail().replace(field, field + "TLS-Report-Submitter: big.example\r\n"));
        String none = signed(SUBMITTER, fields, mail().replace(field, "TLS-Report-Submitter: not a name\r\n"));
        String noFrom = unnamed.replace("From: tlsrpt@mail.sender.example\r\n", "");
        String oddFrom = unnamed.replace("From: tlsrpt@mail.sender.example", "From: <>, @, a@b@[");

        refused(readSignedBy(SUBMITTER, two), Cause.WRONG_SIGNER, "big.example");
        refused(readSignedBy(SUBMITTER, none), Cause.WRONG_SIGNER, "from no valid domain");
        refused(readSignedBy(SUBMITTER, noFrom), Cause.WRONG_SIGNER, "from no valid domain");
        refused(readSignedBy(SUBMITTER, oddFrom), Cause.WRONG_SIGNER, "");
        refused(readSignedBy("evil.example", unnamed), Cause.WRONG_SIGNER, SUBMITTER);
        assertThat(accepted(unnamed).verification()).isEqualTo(Verification.VERIFIED);
    }

    @Test
    @Tag("RPT-3-28")
    void refusesAKeyThatIsNotForReportsOnlyWhenAskedTo() {
        DkimVerdict mailKey = new DkimVerdict.Valid(List.of(SUBMITTER), List.of(SUBMITTER));
        DkimVerdict bothKeys = new DkimVerdict.Valid(List.of(SUBMITTER, SUBMITTER), List.of(SUBMITTER));

        assertThat(reader(mailKey).build().read(octets(mail()), "")).isInstanceOf(Read.class);
        refused(
                reader(mailKey).strictServiceType().build().read(octets(mail()), ""),
                Cause.KEY_NOT_FOR_REPORTS,
                "excludes TLS reports");
        assertThat(reader(bothKeys).strictServiceType().build().read(octets(mail()), ""))
                .isInstanceOf(Read.class);
    }

    @Test
    void refusesWhatCannotBeJudgedNow() {
        ReportReader undecided =
                reader(new DkimVerdict.Undecided("no answer from the DNS")).build();
        ReportReader withoutVerifier = ReportReader.builder().build();

        refused(undecided.read(octets(mail()), ""), Cause.UNDECIDED_SIGNATURE, "no answer from the DNS");
        refused(withoutVerifier.read(octets(mail()), ""), Cause.UNDECIDED_SIGNATURE, "no verifier");
    }

    @Test
    void readsUnverifiedMailOnlyWhenAskedToAndMarksIt() {
        Read unsigned = (Read)
                reader(new DkimVerdict.Missing()).acceptUnverified().build().read(octets(mail()), "");
        Read stranger = (Read)
                reader(signedBy("evil.example")).acceptUnverified().build().read(octets(mail()), "");
        Read signed =
                (Read) reader(signedBy(SUBMITTER)).acceptUnverified().build().read(octets(mail()), "");

        assertThat(unsigned.verification()).isEqualTo(Verification.UNVERIFIED);
        assertThat(unsigned.warnings()).contains("the mail is not signed");
        assertThat(stranger.verification()).isEqualTo(Verification.UNVERIFIED);
        assertThat(signed.verification()).isEqualTo(Verification.VERIFIED);
    }

    @Test
    @Tag("RPT-5.3-16")
    void findsTheReportByFileNameAndIgnoresTheRest() {
        String named = mail("Content-Type: application/octet-stream; name=\"a!b!c.json.gz\"", gzip(report()))
                .replace("--here--", "--here\r\nContent-Type: text/plain\r\n\r\n_____\r\nA mailing list\r\n--here--");

        assertThat(accepted(named).report().reportId()).isEqualTo("2024-03-01@sender.example");
        assertThat(accepted(named).warnings()).isEmpty();
    }

    @Test
    @Tag("RPT-5.3-16")
    void findsTheReportByMediaType() {
        for (String type :
                List.of("application/tlsrpt+json", "APPLICATION/tlsrpt+json; charset=\"", "application/json")) {
            assertThat(accepted(mail("Content-Type: " + type, report())).warnings())
                    .isEmpty();
        }
        assertThat(accepted(mail("Content-Type: application/zip", Samples.zip("r", report())))
                        .warnings())
                .isEmpty();
    }

    @Test
    @Tag("RPT-5.3-16")
    void prefersTheMediaTypeOfReports() {
        String two = mail("Content-Type: application/tlsrpt+gzip", gzip(report()))
                .replaceFirst("--here", "--here\r\nContent-Type: application/json; name=a.json\r\n\r\n{}\r\n--here");

        assertThat(accepted(two).warnings())
                .containsExactly("the mail has 2 parts that may be reports; only one is read");
    }

    @Test
    void readsAMailThatIsNothingButTheReport() {
        String whole = """
                From: Someone <tlsrpt@mail.sender.example>
                Subject: hello
                Content-Type: application/tlsrpt+json
                Content-Disposition: attachment; filename="=?utf-8?Q?a=21receiver.example=211709251200=211709337599.json?="

                %s""".formatted(Samples.REPORT);

        assertThat(accepted(whole).warnings()).isEmpty();
        assertThat(accepted("From x@example Fri Mar  1 00:00:00 2024\n" + whole).warnings())
                .isEmpty();
    }

    @Test
    void refusesMailWithoutAReport() {
        refused(
                readSignedBy(SUBMITTER, mail("Content-Type: image/png", report())),
                Cause.NOT_A_REPORT,
                "the mail contains no report");
        refused(
                readSignedBy(SUBMITTER, mail("Content-Type: application/tlsrpt+json", octets("{"))),
                Cause.NOT_JSON,
                "line 1");
    }

    @Test
    void boundsThePartsOfAMail() {
        StringBuilder many = new StringBuilder(mail().replace("--here--", ""));
        many.append("--here\r\n\r\nx\r\n".repeat(100)).append("--here--");
        StringBuilder deep = new StringBuilder("From: tlsrpt@mail.sender.example\r\n");
        for (int i = 0; i < 10; i++) {
            deep.append("Content-Type: multipart/mixed; boundary=b").append(i).append("\r\n\r\n--b");
            deep.append(i).append("\r\n");
        }

        refused(readSignedBy(SUBMITTER, many.toString()), Cause.TOO_LARGE, "too many parts");
        refused(readSignedBy(SUBMITTER, deep.toString()), Cause.TOO_LARGE, "nested too deep");
    }

    @Test
    @Tag("RPT-5.6-01")
    void theReportIsAuthoritativeOverWhatStandsAroundIt() {
        String other = mail().replace("Report Domain: receiver.example", "Report Domain: other.example")
                .replace("TLS-Report-Domain: receiver.example", "TLS-Report-Domain: third.example")
                .replace("!receiver.example!1709251200!1709337599!", "!fourth.example!1609459200!1609545599!");

        Read read = accepted(other);

        assertThat(read.report()).isEqualTo(accepted(mail()).report());
        assertThat(read.report().policies().get(0).policyDomain()).isEqualTo("receiver.example");
        assertThat(read.report().range().day()).isEqualTo(LocalDate.of(2024, 3, 1));
        assertThat(read.warnings())
                .containsExactlyInAnyOrder(
                        "the Subject says other.example, the report is about \"receiver.example\"",
                        "TLS-Report-Domain says third.example, the report is about \"receiver.example\"",
                        "the file name says fourth.example, the report is about \"receiver.example\"",
                        "the file name says 2021-01-01, the report 2024-03-01");
    }

    @Test
    void theDomainOfATlsaPolicyIsNoDisagreement() {
        byte[] tlsa = octets(Samples.REPORT
                .replace("\"sts\"", "\"tlsa\"")
                .replace("\"policy-domain\": \"receiver.example\"", "\"policy-domain\": \"mx1.receiver.example\""));

        assertThat(accepted(mail("Content-Type: application/tlsrpt+json", tlsa)).warnings())
                .isEmpty();
    }

    @Test
    void saysWhoWasVerifiedAndHow() {
        Read read = (Read)
                reader(signedBy("sender.example", "relay.example")).build().read(octets(mail()), "");

        assertThat(read.submitter().text()).isEqualTo("mail.sender.example (DKIM signature of sender.example)");
        assertThat(read.identity().submitter()).isEqualTo("mail.sender.example");
        Read unverified = (Read)
                reader(new DkimVerdict.Missing()).acceptUnverified().build().read(octets(mail()), "");
        assertThat(unverified.submitter().text()).isEqualTo("mailed, unauthenticated");
        assertThatThrownBy(() -> Submitter.verified(List.of(), List.of())).hasMessageContaining("VERIFIED");
    }

    /** Records the time at which expiry is judged. */
    private static final class TimedVerifier implements MessageVerifier {
        private final List<Optional<Instant>> times = new ArrayList<>();

        @Override
        public DkimVerdict verify(byte[] message) {
            times.add(Optional.empty());
            return signedBy(SUBMITTER);
        }

        @Override
        public DkimVerdict verify(byte[] message, Instant received) {
            times.add(Optional.of(received));
            return signedBy(SUBMITTER);
        }
    }

    @Test
    void expiryIsJudgedAtTheTimeOfReception() {
        TimedVerifier verifier = new TimedVerifier();
        ReportReader reader = ReportReader.builder().verifier(verifier).build();
        String stamped = """
                Received: from relay by mx.receiver.example; Sat, 2 Mar 2024 03:04:05 +0100 (CET)\r
                Received: from mail.sender.example by relay; Sat, 2 Mar 2024 00:00:00 +0000\r
                """ + mail();
        Instant given = Instant.parse("2024-03-02T05:00:00Z");

        reader.read(octets(stamped), "");
        reader.read(octets(stamped), "", given);
        reader.read(octets(mail()), "");
        reader.read(octets("Received: from a by b; some time ago\r\n" + mail()), "");

        assertThat(verifier.times)
                .containsExactly(
                        Optional.of(Instant.parse("2024-03-02T02:04:05Z")),
                        Optional.of(given),
                        Optional.empty(),
                        Optional.empty());
    }

    private static String forwarded(String attachment) {
        return """
                From: operator@receiver.example
                To: reports@receiver.example
                Subject: Fwd: TLS report
                MIME-Version: 1.0
                Content-Type: multipart/mixed; boundary="outer"

                --outer
                Content-Type: text/plain

                See below.

                --outer
                Content-Type: message/rfc822

                """.replace("\n", "\r\n") + attachment + "\r\n--outer--\r\n";
    }

    @Test
    void readsAForwardedMailByItsOwnSignature() {
        List<String> judged = new ArrayList<>();
        ReportReader reader = ReportReader.builder()
                .verifier(message -> {
                    judged.add(new String(message, StandardCharsets.UTF_8));
                    return signedBy(SUBMITTER);
                })
                .build();

        Read read = (Read) reader.read(octets(forwarded(mail())), "");

        assertThat(judged).singleElement().asString().isEqualTo(mail());
        assertThat(read.submitter().text()).startsWith(SUBMITTER);
        assertThat(read.warnings()).singleElement().asString().contains("forwarded mail");
        // The signature of the one who forwards it authenticates nobody else.
        refused(readSignedBy("receiver.example", forwarded(mail())), Cause.WRONG_SIGNER, "signed by receiver.example");
        String deep = mail();
        for (int i = 0; i < 5; i++) {
            deep = forwarded(deep);
        }
        assertThat(readSignedBy("receiver.example", deep)).isInstanceOf(Refused.class);
    }

    @Test
    void readsAGzipFileWithTheMediaTypeOfOctets() {
        String header = "Content-Type: application/octet-stream; name=report.gz";
        Read read = accepted(mail(header, gzip(report())));

        assertThat(read.warnings()).containsExactly("the report has the media type application/octet-stream");
        refused(
                readSignedBy(SUBMITTER, mail("Content-Type: application/octet-stream; name=report.bin", report())),
                Cause.NOT_A_REPORT,
                "no report");
    }

    private static final String FIELD = "TLS-Report-Submitter: mail.sender.example\r\n";

    /** A relay signs the mail of all its customers; one of them writes the relay's name into a field. */
    @Test
    @Tag("RPT-3-27")
    void aSubmitterThatNoSignatureCoversIsNotBelieved() {
        String customer = mail().replace("From: tlsrpt@mail.sender.example", "From: me@customer.example");
        String unsigned = signed("sender.example", "from:to:subject", customer);
        String other = signed("other.example", "from:tls-report-submitter", unsigned);
        ReportReader both = reader(signedBy("sender.example", "other.example")).build();

        refused(readSignedBy("sender.example", unsigned), Cause.WRONG_SIGNER, "from customer.example");
        // The customer signs the field as well: that signature says nothing about the relay.
        refused(both.read(octets(other), ""), Cause.WRONG_SIGNER, "from mail.sender.example");
        // One of two signature fields of the relay is forged, and nobody knows which.
        refused(
                readSignedBy("sender.example", signed("sender.example", "from:tls-report-submitter", unsigned)),
                Cause.WRONG_SIGNER,
                "from customer.example");
        String covered = signed("Sender.Example", "from:TLS-Report-\r\n\tSubmitter", customer);
        assertThat(((Read) readSignedBy("sender.example", covered)).submitter().text())
                .isEqualTo("mail.sender.example (DKIM signature of sender.example)");
    }

    /** A signature covers the lowest field of a name; a field that is added above it must not change who sent the mail. */
    @Test
    @Tag("RPT-3-27")
    void aReplayedMailWithAnotherSubmitterIsTheSameReport() {
        Read genuine =
                (Read) readSignedBy("sender.example", signed("sender.example", "from:tls-report-submitter", mail()));
        for (String added : List.of(
                "TLS-Report-Submitter: other.sender.example\r\n",
                "From: tlsrpt@other.sender.example\r\n",
                "tls-report-submitter : not a name\r\n")) {
            Read replayed = (Read) readSignedBy(
                    "sender.example", added + signed("sender.example", "from:tls-report-submitter", mail()));
            assertThat(replayed.submitter()).isEqualTo(genuine.submitter());
            assertThat(replayed.identity()).isEqualTo(genuine.identity());
        }
        String unsigned = signed(SUBMITTER, "from", mail());
        Read other = (Read) readSignedBy(SUBMITTER, "TLS-Report-Submitter: a.example\r\n" + unsigned);
        assertThat(other.submitter()).isEqualTo(((Read) readSignedBy(SUBMITTER, unsigned)).submitter());
        assertThat(other.warnings()).containsExactly("no signature covers TLS-Report-Submitter: a.example; ignored");
    }

    /** The verifier splits the header at LF; the parser of the mail also at CR, where it would find another field or body. */
    @Test
    @Tag("RPT-3-27")
    void textBehindACarriageReturnIsNeitherFieldNorBody() {
        String genuine = signed(SUBMITTER, "from:tls-report-submitter", mail());
        String body = "X-A: a\rContent-Type: application/tlsrpt+json\r\r" + Samples.REPORT.replace("\n", "\r") + "\r\n";
        String field = "X-A: a\rTLS-Report-Submitter: big.example\r\n";

        refused(readSignedBy(SUBMITTER, body + genuine), Cause.BAD_SIGNATURE, "CR without an LF");
        refused(readSignedBy(SUBMITTER, genuine.replace(FIELD, FIELD + field)), Cause.BAD_SIGNATURE, "CR without");
        Read lenient = (Read) reader(signedBy(SUBMITTER))
                .acceptUnverified()
                .build()
                .read(octets(genuine.replace(FIELD, FIELD + field)), "");
        assertThat(lenient.verification()).isEqualTo(Verification.UNVERIFIED);
        assertThat(accepted(genuine.replace("\r\n", "\n")).submitter().text()).startsWith(SUBMITTER);
    }

    /** Anybody can attach an old mail, and write any time into it. */
    @Test
    void aForwardedMailIsJudgedAtTheTimeItCameInTheOuterOne() {
        TimedVerifier verifier = new TimedVerifier();
        ReportReader reader = ReportReader.builder().verifier(verifier).build();
        String inner = "Received: from a by b; Sat, 2 Mar 2024 00:00:00 +0000\r\n" + mail();
        String outer = "Received: from c by d; Sun, 3 Mar 2024 00:00:00 +0000\r\n" + forwarded(inner);
        Instant given = Instant.parse("2024-03-05T05:00:00Z");

        reader.read(octets(outer), "");
        reader.read(octets(outer), "", given);
        reader.read(octets(forwarded(inner)), "");

        assertThat(verifier.times)
                .containsExactly(
                        Optional.of(Instant.parse("2024-03-03T00:00:00Z")), Optional.of(given), Optional.empty());
    }

    /** A bounce that quotes a stranger's mail in plain text, with a Content-Type that makes the quoted report a part. */
    private static String bounce(String text) {
        String mail = mail();
        int body = mail.indexOf("\r\n\r\n") + 4;
        return mail.substring(0, body) + text + "\r\n" + mail.substring(body);
    }

    /** Google signs the body and not the Content-Type. */
    @Test
    void aBodyIsNotReadInAnotherWayThanItsSignerMeant() {
        String names = "from:tls-report-submitter";
        String quoted = bounce("Your mail was not delivered. It was:");
        String other = "Content-Type: multipart/mixed; boundary=\"here\"\r\n";

        for (String forged : List.of(
                signed(SUBMITTER, names, quoted),
                other + signed(SUBMITTER, names + ":content-type", quoted),
                signed(SUBMITTER, names, signed("evil.example", names + ":content-type", quoted)),
                signed(SUBMITTER, names, bounce("This is a MIME trap.\r\nYour mail was:")),
                signed(SUBMITTER, names, bounce("This is a " + "long ".repeat(19) + "MIME trap.")),
                signed(SUBMITTER, names, bounce("This is a copy:")),
                signed(SUBMITTER, names, bounce("MIME version: 1.0")))) {
            refused(readSignedBy(SUBMITTER, forged), Cause.BAD_SIGNATURE, "text before the first boundary");
        }
        for (String genuine : List.of(
                signed(SUBMITTER, names, mail()),
                signed(SUBMITTER, names, bounce("\r\nThis is a multi-part message in MIME format.\r\n")),
                signed(SUBMITTER, names + ":Content-Type", quoted))) {
            assertThat(accepted(genuine).submitter().isVerified()).isTrue();
        }
    }

    /** A decoder of x-uuencode ignores the text before the first line with "begin". */
    @Test
    void anUnsignedEncodingSkipsNoText() {
        String mail = """
                From: tlsrpt@mail.sender.example
                Content-Type: application/tlsrpt+json
                Content-Transfer-Encoding: %s

                """.replace("\n", "\r\n");
        String json = new String(report(), StandardCharsets.UTF_8);

        refused(
                readSignedBy(SUBMITTER, mail.formatted("X-UUencode") + json),
                Cause.BAD_SIGNATURE,
                "the Content-Transfer-Encoding is none of MIME");
        assertThat(accepted(mail.formatted("8BIT") + json).submitter().isVerified())
                .isTrue();
        assertThat(readSignedBy(
                        SUBMITTER,
                        signed(
                                SUBMITTER,
                                "from:content-type:content-transfer-encoding",
                                mail.formatted("X-UUencode") + json)))
                .isInstanceOfSatisfying(
                        Refused.class, refused -> assertThat(refused.cause()).isEqualTo(Cause.UNREADABLE));
    }
}
