package io.github.mtasts.tlsrpt.read;

import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Checks that a signed body has only one reading. Large reporters sign the body and not its Content-Type. Such a bounce or
 * an automatic answer quotes mail of strangers; with another Content-Type, a quoted report would be that of the signer.
 */
final class SignedBody {
    private static final String TYPE = "Content-Type";
    private static final String ENCODING = "Content-Transfer-Encoding";
    private static final int MAX_PREAMBLE = 100;

    /** With these encodings all of the body is the report. Others, such as x-uuencode, skip what is before it. */
    private static final Set<String> ENCODINGS = Set.of("", "7bit", "8bit", "binary", "base64", "quoted-printable");

    private SignedBody() {}

    /**
     * Returns the reason why the body may be read in another way than its signer meant.
     *
     * @return empty if the signatures cover the fields that tell how to read it, or if no other fields would fit
     * @throws MessagingException if the mail is damaged
     */
    static Optional<String> doubt(ReceivedMail mail, SignedClaims claims) throws MessagingException {
        MailHeader header = mail.header();
        if (claims.cover(header, TYPE) && claims.cover(header, ENCODING)) {
            return Optional.empty();
        }
        MimeMessage message = mail.message();
        if (ReportPart.isMultipart(message)) {
            // A multipart mail begins with its boundary; text before that is a stranger's choice of a boundary within.
            String preamble = new MimeMultipart(message.getDataHandler().getDataSource()).getPreamble();
            return preamble == null || isUsual(preamble.strip())
                    ? Optional.empty()
                    : Optional.of("no signature covers " + TYPE + ", and there is text before the first boundary");
        }
        List<String> encodings = header.values(ENCODING);
        return encodings.stream().allMatch(each -> ENCODINGS.contains(each.toLowerCase(Locale.ROOT)))
                ? Optional.empty()
                : Optional.of("no signature covers " + TYPE + ", and the " + ENCODING + " is none of MIME");
    }

    /** Many programs write a line such as "This is a multi-part message in MIME format." before the first boundary. */
    private static boolean isUsual(String preamble) {
        return preamble.isEmpty()
                || (preamble.length() <= MAX_PREAMBLE
                        && preamble.indexOf('\n') < 0
                        && preamble.toLowerCase(Locale.ROOT).startsWith("this is a ")
                        && preamble.contains("MIME"));
    }
}
