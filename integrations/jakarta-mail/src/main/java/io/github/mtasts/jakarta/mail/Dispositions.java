package io.github.mtasts.jakarta.mail;

import io.github.mtasts.smtp.RecipientStatus;
import io.github.mtasts.smtp.Reply;
import io.github.mtasts.smtp.SendResult;
import jakarta.mail.Address;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.InternetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.jspecify.annotations.Nullable;

/**
 * A result in the terms of Jakarta Mail. As with Angus' own transport an address is invalid when a host refused it for good in its
 * reply to RCPT, or when it is none; whatever else was not sent is valid and unsent, and the chain of exceptions has a return code
 * for each: 4xx for a deferral, 5xx for a failure. Immutable.
 */
final class Dispositions {
    private static final int DEFERRED = 451;
    private static final int FAILED = 550;
    private static final String BAD_ADDRESS = "5.1.";

    private final List<Address> validSent = new ArrayList<>();
    private final List<Address> validUnsent = new ArrayList<>();
    private final List<Address> invalid = new ArrayList<>();
    private @Nullable MessagingException chain;

    Dispositions(SendResult result, Map<String, InternetAddress> addresses) {
        for (SendResult.Recipient recipient : result.recipients()) {
            InternetAddress address = Objects.requireNonNull(addresses.get(recipient.address()), recipient.address());
            RecipientStatus status = recipient.status();
            if (status instanceof RecipientStatus.Delivered) {
                validSent.add(address);
            } else if (status instanceof RecipientStatus.Deferred deferred) {
                validUnsent.add(address);
                add(address, deferred.reply(), DEFERRED, deferred.enhancedStatus() + " " + deferred.sentence());
            } else {
                RecipientStatus.Failed failed = (RecipientStatus.Failed) status;
                (isInvalid(failed) ? invalid : validUnsent).add(address);
                add(address, failed.reply(), FAILED, failed.enhancedStatus() + " " + failed.sentence());
            }
        }
    }

    private static boolean isInvalid(RecipientStatus.Failed failed) {
        Reply reply = failed.reply();
        return reply == null
                ? failed.enhancedStatus().startsWith(BAD_ADDRESS)
                : reply.command().equals("RCPT") && reply.isPermanent();
    }

    private void add(InternetAddress address, @Nullable Reply reply, int codeWithout, String sentence) {
        // RCPT may be answered with 552 for now, and a last try fails for a 4xx: the class is that of the status.
        int code = reply == null || reply.code() / 100 != codeWithout / 100 ? codeWithout : reply.code();
        String command = reply == null ? "" : reply.command();
        MessagingException next = new SMTPAddressFailedException(address, command, code, code + " " + sentence);
        if (chain == null) {
            chain = next;
        } else {
            chain.setNextException(next);
        }
    }

    boolean isComplete() {
        return validUnsent.isEmpty() && invalid.isEmpty();
    }

    boolean isNone() {
        return validSent.isEmpty();
    }

    Address[] validSent() {
        return validSent.toArray(Address[]::new);
    }

    Address[] validUnsent() {
        return validUnsent.toArray(Address[]::new);
    }

    Address[] invalid() {
        return invalid.toArray(Address[]::new);
    }

    /** One exception for each recipient that the message was not sent to; null when there is none. */
    @Nullable
    MessagingException chain() {
        return chain;
    }
}
