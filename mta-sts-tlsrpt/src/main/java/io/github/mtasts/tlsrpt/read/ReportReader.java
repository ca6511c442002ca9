package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.dkim.MessageVerifier;
import io.github.mtasts.tlsrpt.read.ReportRead.Cause;
import io.github.mtasts.tlsrpt.read.ReportRead.Read;
import io.github.mtasts.tlsrpt.read.ReportRead.Refused;
import io.github.mtasts.tlsrpt.read.ReportRead.Verification;
import jakarta.mail.MessagingException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/**
 * Reads one received report: a mail, or JSON, bare or in a gzip or zip file. What it is shows in its first octets. Nothing
 * in it is trusted, work is bounded by {@link ReadLimits}, and no content leads to an exception.
 *
 * <p>Immutable and thread-safe, as far as the verifier is. It does no I/O except for reading a file and what the verifier
 * does.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-5">RFC 8460 section 5</a>
 */
public final class ReportReader {
    private final ReadLimits limits;
    private final Payload payload;
    private final MessageVerifier verifier;
    private final SignatureRule signatures;
    private final boolean acceptUnverified;

    private ReportReader(Builder builder) {
        this.limits = builder.limits;
        this.payload = new Payload(builder.limits);
        this.verifier = builder.verifier;
        this.signatures = new SignatureRule(builder.strictServiceType);
        this.acceptUnverified = builder.acceptUnverified;
    }

    /**
     * Starts with the default limits, and with no verifier: then no mail is accepted.
     *
     * @return a builder
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a file. That it cannot be read is a refusal too.
     *
     * @param file the file
     * @return the report, or why there is none
     */
    public ReportRead read(Path file) {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] octets = in.readNBytes((int) limits.inputOctets() + 1);
            return read(octets, String.valueOf(file.getFileName()));
        } catch (IOException e) {
            return new Refused(Cause.UNREADABLE, "the file cannot be read: " + e);
        }
    }

    /**
     * Reads what has been received.
     *
     * @param octets all of it; not changed
     * @param fileName what it was called; empty when that is not known. It decides nothing: where it names another domain
     *     or day than the report there is a warning, and only a report without a date takes its day from it
     * @return the report, or why there is none
     */
    public ReportRead read(byte[] octets, String fileName) {
        Warnings warnings = new Warnings();
        try {
            return Format.of(octets) == Format.MAIL
                    ? mail(octets, warnings)
                    : new Read(report(octets, fileName, warnings), Verification.NOT_MAIL, warnings.all());
        } catch (RefusedException e) {
            return e.refusal();
        } catch (IOException | MessagingException | RuntimeException e) {
            // Parsers of mail and archives answer some damage with exceptions of any kind.
            return new Refused(Cause.UNREADABLE, "it is damaged: " + e);
        }
    }

    private TlsReport report(byte[] octets, String fileName, Warnings warnings) throws IOException {
        if (octets.length > limits.inputOctets()) {
            throw new RefusedException(Cause.TOO_LARGE, "there are more than " + limits.inputOctets() + " octets");
        }
        Optional<FileName> name = FileName.parse(fileName);
        TlsReport report = payload.read(octets, name.map(FileName::range), warnings);
        new EnvelopeCheck(report, warnings).ofFileName(name);
        return report;
    }

    private ReportRead mail(byte[] octets, Warnings warnings) throws IOException, MessagingException {
        if (octets.length > limits.messageOctets()) {
            throw new RefusedException(Cause.TOO_LARGE, "the mail has more than " + limits.messageOctets() + " octets");
        }
        ReceivedMail mail = ReceivedMail.parse(octets);
        Optional<Refused> unsigned = signatures.refusal(verdict(octets), mail.submitters());
        if (unsigned.isPresent() && !acceptUnverified) {
            return unsigned.get();
        }
        unsigned.ifPresent(refusal -> warnings.add(refusal.reason()));
        ReportPart part = ReportPart.find(mail, warnings);
        TlsReport report = report(part.content(), part.fileName(), warnings);
        EnvelopeCheck claims = new EnvelopeCheck(report, warnings);
        claims.ofSubject(mail.subject());
        claims.ofReportDomains(mail.reportDomains());
        return new Read(report, unsigned.isPresent() ? Verification.UNVERIFIED : Verification.VERIFIED, warnings.all());
    }

    private DkimVerdict verdict(byte[] octets) {
        return verifier.verify(octets.clone());
    }

    /** Collects the settings of a {@link ReportReader}. Not thread-safe. */
    public static final class Builder {
        private ReadLimits limits = ReadLimits.DEFAULT;
        private MessageVerifier verifier = message -> new DkimVerdict.Undecided("the reader has no verifier");
        private boolean strictServiceType;
        private boolean acceptUnverified;

        private Builder() {}

        /**
         * Bounds the work.
         *
         * @param value the limits, instead of {@link ReadLimits#DEFAULT}
         * @return this
         */
        public Builder limits(ReadLimits value) {
            limits = value;
            return this;
        }

        /**
         * Judges the signatures of mail.
         *
         * @param value the judge
         * @return this
         */
        public Builder verifier(MessageVerifier value) {
            verifier = value;
            return this;
        }

        /**
         * Reads reports in mail without a valid signature too, and marks them {@link Verification#UNVERIFIED}; RFC 8460
         * section 3 says to ignore them. For mail whose signature was checked before, or that is too old for its key.
         *
         * @return this
         */
        public Builder acceptUnverified() {
            acceptUnverified = true;
            return this;
        }

        /**
         * Refuses mail that is signed with a key whose record does not have the service type {@code tlsrpt}, as RFC 8460
         * section 3 allows. Some reporters that matter use the key of their other mail.
         *
         * @return this
         */
        public Builder strictServiceType() {
            strictServiceType = true;
            return this;
        }

        /**
         * Makes the reader.
         *
         * @return the reader
         */
        public ReportReader build() {
            return new ReportReader(this);
        }
    }
}
