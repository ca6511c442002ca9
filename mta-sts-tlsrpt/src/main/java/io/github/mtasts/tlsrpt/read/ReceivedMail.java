package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MailDateFormat;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.text.ParseException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Stream;

/** The header of a mail that contains a report (RFC 8460 section 5.3). Not thread-safe. */
final class ReceivedMail {
    private final MimeMessage message;

    private ReceivedMail(MimeMessage message) {
        this.message = message;
    }

    static ReceivedMail parse(byte[] octets) throws MessagingException {
        return new ReceivedMail(
                new MimeMessage(Session.getInstance(new Properties()), new ByteArrayInputStream(octets)));
    }

    MimeMessage message() {
        return message;
    }

    String subject() throws MessagingException {
        return String.join(" ", fields("Subject"));
    }

    List<String> reportDomains() throws MessagingException {
        return fields("TLS-Report-Domain");
    }

    /** Returns the submitters: TLS-Report-Submitter, or the domain of From if that field is missing (D27). */
    List<PolicyDomain> submitters() throws MessagingException {
        List<String> named = fields("TLS-Report-Submitter");
        Stream<Optional<PolicyDomain>> domains = named.isEmpty()
                ? fields("From").stream().flatMap(ReceivedMail::addressDomains)
                : named.stream().map(field -> PolicyDomain.parse(field.strip()));
        List<Optional<PolicyDomain>> parsed = domains.toList();
        // No signature can match a submitter that is not a domain name.
        return parsed.stream().allMatch(Optional::isPresent)
                ? parsed.stream().flatMap(Optional::stream).distinct().toList()
                : List.of();
    }

    /** Returns the time in the topmost Received field, which the receiving server added (RFC 5321 section 4.4). */
    Optional<Instant> received() {
        try {
            String field = fields("Received").stream().findFirst().orElse("");
            String time = field.substring(field.lastIndexOf(';') + 1);
            return Optional.of(new MailDateFormat().parse(time).toInstant());
        } catch (MessagingException | ParseException e) {
            return Optional.empty(); // a missing or malformed field is no fault of the report
        }
    }

    private static Stream<Optional<PolicyDomain>> addressDomains(String from) {
        try {
            return Stream.of(InternetAddress.parseHeader(from, false))
                    .map(InternetAddress::getAddress)
                    .map(address -> PolicyDomain.parse(address.substring(address.lastIndexOf('@') + 1)));
        } catch (AddressException e) {
            return Stream.of(Optional.empty());
        }
    }

    private List<String> fields(String name) throws MessagingException {
        String[] values = message.getHeader(name);
        return values == null ? List.of() : List.of(values);
    }
}
