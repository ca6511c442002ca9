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
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads one received report: a mail, or JSON, plain or in a gzip or zip file. The format is detected from the first
 * octets. Nothing in the input is trusted, the work is bounded by {@link ReadLimits}, and no content causes an
 * exception.
 *
 * <p>Immutable; thread-safe if the verifier is. It does no I/O except to read a file, and that of the verifier.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8460#section-5">RFC 8460 section 5</a>
 */
public final class ReportReader {
    private static final int MAX_FORWARDS = 3;
    private static final MessageVerifier NONE = message -> new DkimVerdict.Undecided("the reader has no verifier");

    private final ReadLimits limits;
    private final Payload payload;
    private final MessageVerifier verifier;
    private final SignatureRule signatures;
    private final boolean acceptUnverified;
    private final boolean acceptUndecided;
    private final Optional<Function<MailHeader, Submitter>> judged;

    private ReportReader(Builder builder) {
        this.limits = builder.limits;
        this.payload = new Payload(builder.limits);
        this.verifier = builder.verifier;
        this.signatures = new SignatureRule(builder.strictServiceType);
        this.acceptUnverified = builder.acceptUnverified;
        this.acceptUndecided = builder.acceptUnverified;
        this.judged = Optional.empty();
    }

    private ReportReader(
            ReportReader reader, boolean acceptUndecided, Optional<Function<MailHeader, Submitter>> judged) {
        this.limits = reader.limits;
        this.payload = reader.payload;
        this.verifier = reader.verifier;
        this.signatures = reader.signatures;
        this.acceptUnverified = reader.acceptUnverified;
        this.acceptUndecided = acceptUndecided;
        this.judged = judged;
    }

    /** Returns a reader of mail whose submitter was judged when it was received. */
    ReportReader judgedAs(Submitter submitter) {
        return new ReportReader(this, acceptUndecided, Optional.of(header -> submitter));
    }

    /** Returns a reader that verifies nothing: the submitter of a mail is the one that it would have if it is genuine. */
    ReportReader claiming() {
        return new ReportReader(this, acceptUndecided, Optional.of(SignedClaims::claimed));
    }

    /**
     * Returns a reader that refuses mail whose signature its verifier cannot verify now, also after {@link
     * Builder#acceptUnverified()}: its verdict is stored for good.
     */
    ReportReader deciding() {
        return new ReportReader(this, acceptUnverified && verifier == NONE, judged);
    }

    /**
     * Creates a builder.
     *
     * @return a builder with the default limits and without a verifier: mail is refused
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Reads a body that was posted. If it is a mail, its signature is not verified: it says who signed the mail, and not who
     * posted it, and the time of its reception would be the one that it claims.
     */
    ReportRead readPosted(Path file) {
        return judgedAs(Submitter.POSTED).read(file);
    }

    /** Reads the octets of a body that was posted. */
    ReportRead readPosted(byte[] octets) {
        return judgedAs(Submitter.POSTED).read(octets, "");
    }

    /**
     * Reads a file. An I/O error gives a refusal with {@link Cause#UNREADABLE}.
     *
     * @param file the file
     * @return the report, or the cause of a refusal
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
     * Reads a received report.
     *
     * @param octets the complete input; not changed
     * @param fileName the file name; empty if it is unknown. If it names another domain or day than the report, there
     *     is a warning; only a report without a date-range takes its day from it
     * @return the report, or the cause of a refusal
     */
    public ReportRead read(byte[] octets, String fileName) {
        return read(octets, fileName, Optional.empty());
    }

    /**
     * Reads a report that was received earlier. Whether the signature of a mail had expired is judged at that time; some
     * reporters sign for one day only. Without that time, the topmost Received field of the mail provides it.
     *
     * @param octets the complete input; not changed
     * @param fileName the file name; empty if it is unknown
     * @param received the time of reception
     * @return the report, or the cause of a refusal
     */
    public ReportRead read(byte[] octets, String fileName, Instant received) {
        return read(octets, fileName, Optional.of(received));
    }

    private ReportRead read(byte[] octets, String fileName, Optional<Instant> received) {
        Warnings warnings = new Warnings();
        try {
            return Format.of(octets) == Format.MAIL
                    ? mail(octets, received, warnings, 0)
                    : new Read(report(octets, fileName, warnings), Submitter.POSTED, warnings.all());
        } catch (RefusedException e) {
            return e.refusal();
        } catch (IOException | MessagingException | RuntimeException e) {
            // The parsers of mail and archives throw exceptions of any kind for damaged input.
            return new Refused(Cause.UNREADABLE, "the input is damaged: " + e);
        }
    }

    private TlsReport report(byte[] octets, String fileName, Warnings warnings) throws IOException {
        if (octets.length > limits.inputOctets()) {
            throw new RefusedException(Cause.TOO_LARGE, "the input exceeds " + limits.inputOctets() + " octets");
        }
        Optional<FileName> name = FileName.parse(fileName);
        TlsReport report = payload.read(octets, name.map(FileName::range), warnings);
        new EnvelopeCheck(report, warnings).ofFileName(name);
        return report;
    }

    private ReportRead mail(byte[] octets, Optional<Instant> received, Warnings warnings, int forwards)
            throws IOException, MessagingException {
        if (octets.length > limits.messageOctets()) {
            throw new RefusedException(Cause.TOO_LARGE, "the mail exceeds " + limits.messageOctets() + " octets");
        }
        ReceivedMail mail = ReceivedMail.parse(octets);
        // The Received fields of a forwarded mail are no evidence: anybody can attach a mail with any time in them.
        Optional<Instant> time = forwards > 0 ? received : received.or(mail::received);
        Optional<byte[]> forwarded = forwards < MAX_FORWARDS ? ReportPart.forwarded(mail) : Optional.empty();
        if (forwarded.isPresent()) {
            // The signature of the person who forwarded the mail does not authenticate the reporter.
            warnings.add("the report is in a forwarded mail; the signature of that mail is verified");
            return mail(forwarded.get(), time, warnings, forwards + 1);
        }
        if (judged.isPresent()) {
            return new Read(report(mail, warnings), judged.get().apply(mail.header()), warnings.all());
        }
        DkimVerdict verdict = verdict(octets, time);
        SignedClaims claims = SignedClaims.of(mail.header(), verdict);
        Optional<Refused> unsigned = signatures.refusal(verdict, mail, claims);
        if (unsigned.filter(refusal -> !isAccepted(refusal)).isPresent()) {
            return unsigned.get();
        }
        unsigned.ifPresentOrElse(
                refusal -> warnings.add(refusal.reason()), () -> claims.warnOfOthers(mail.header(), warnings));
        TlsReport report = report(mail, warnings);
        Submitter submitter = unsigned.isPresent() ? Submitter.UNVERIFIED : SignatureRule.authenticated(claims);
        return new Read(report, submitter, warnings.all());
    }

    private boolean isAccepted(Refused refusal) {
        return refusal.cause() == Cause.UNDECIDED_SIGNATURE ? acceptUndecided : acceptUnverified;
    }

    private TlsReport report(ReceivedMail mail, Warnings warnings) throws IOException, MessagingException {
        ReportPart part = ReportPart.find(mail, warnings);
        TlsReport report = report(part.content(), part.fileName(), warnings);
        EnvelopeCheck claims = new EnvelopeCheck(report, warnings);
        claims.ofSubject(mail.subject());
        claims.ofReportDomains(mail.reportDomains());
        return report;
    }

    private DkimVerdict verdict(byte[] octets, Optional<Instant> received) {
        byte[] copy = octets.clone();
        return received.map(at -> verifier.verify(copy, at)).orElseGet(() -> verifier.verify(copy));
    }

    /** Settings of a {@link ReportReader}. Not thread-safe. */
    public static final class Builder {
        private ReadLimits limits = ReadLimits.DEFAULT;
        private MessageVerifier verifier = NONE;
        private boolean strictServiceType;
        private boolean acceptUnverified;

        private Builder() {}

        /**
         * Sets the limits.
         *
         * @param value default {@link ReadLimits#DEFAULT}
         * @return this builder
         */
        public Builder limits(ReadLimits value) {
            limits = value;
            return this;
        }

        /**
         * Sets the verifier of the signatures of mail.
         *
         * @param value the verifier
         * @return this builder
         */
        public Builder verifier(MessageVerifier value) {
            verifier = value;
            return this;
        }

        /**
         * Also reads reports in mail without a valid signature, and marks them {@link Verification#UNVERIFIED}. RFC
         * 8460 section 3 requires that they are ignored. For mail whose signature was verified before, or whose key is
         * no longer published.
         *
         * @return this builder
         */
        public Builder acceptUnverified() {
            acceptUnverified = true;
            return this;
        }

        /**
         * Refuses mail that is signed with a key whose record excludes the service type {@code tlsrpt}, as RFC 8460
         * section 3 permits. Some important reporters use the key of their other mail.
         *
         * @return this builder
         */
        public Builder strictServiceType() {
            strictServiceType = true;
            return this;
        }

        /**
         * Builds the reader.
         *
         * @return the reader
         */
        public ReportReader build() {
            return new ReportReader(this);
        }
    }
}
