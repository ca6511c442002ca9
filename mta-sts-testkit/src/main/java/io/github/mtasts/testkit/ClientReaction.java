package io.github.mtasts.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.nio.BufferUnderflowException;

/**
 * The reaction of a client to a server that has chosen an old version.
 *
 * @param words the client's answer, in words
 * @param goesOn whether the answer proves that the client accepted the version, which it checks first
 */
record ClientReaction(String words, boolean goesOn) {
    private static final int CLIENT_KEY_EXCHANGE = 16;
    private static final int WARNING = 1;
    private static final int CLOSE_NOTIFY = 0;
    private static final int UNEXPECTED_MESSAGE = 10;
    private static final int BAD_CERTIFICATE = 42;
    private static final int ILLEGAL_PARAMETER = 47;
    private static final int ACCESS_DENIED = 49;

    /**
     * Waits for the reaction.
     *
     * @param outOfOrder whether a message out of order follows the server's choice
     */
    static ClientReaction read(InputStream in, OldTls chosen, boolean outOfOrder) {
        try {
            while (true) {
                TlsRecord record = TlsRecord.read(in);
                if (record.type() == TlsRecord.HANDSHAKE) {
                    int type = record.fragment().get();
                    return type == CLIENT_KEY_EXCHANGE
                            ? goesOn(chosen, "ClientKeyExchange")
                            : new ClientReaction("handshake message " + type, false);
                }
                if (record.type() == TlsRecord.ALERT) {
                    int level = record.fragment().get();
                    int alert = record.fragment().get();
                    if (level != WARNING || alert == CLOSE_NOTIFY) {
                        return alert(chosen, alert, outOfOrder);
                    }
                }
            }
        } catch (IOException | BufferUnderflowException e) {
            return new ClientReaction("closes the connection without an alert", false);
        }
    }

    private static ClientReaction goesOn(OldTls chosen, String what) {
        return new ClientReaction("goes on with " + chosen + ": " + what, true);
    }

    private static ClientReaction alert(OldTls chosen, int alert, boolean outOfOrder) {
        String words = "alert " + name(alert);
        boolean ofCertificate = alert >= BAD_CERTIFICATE && alert <= ACCESS_DENIED && alert != ILLEGAL_PARAMETER;
        return ofCertificate || (outOfOrder && alert == UNEXPECTED_MESSAGE)
                ? goesOn(chosen, words)
                : new ClientReaction(words, false);
    }

    /** The name of an alert (RFC 5246 section 7.2). */
    private static String name(int alert) {
        return switch (alert) {
            case CLOSE_NOTIFY -> "close_notify";
            case UNEXPECTED_MESSAGE -> "unexpected_message";
            case 40 -> "handshake_failure";
            case BAD_CERTIFICATE -> "bad_certificate";
            case 43 -> "unsupported_certificate";
            case 44 -> "certificate_revoked";
            case 45 -> "certificate_expired";
            case 46 -> "certificate_unknown";
            case ILLEGAL_PARAMETER -> "illegal_parameter";
            case 48 -> "unknown_ca";
            case ACCESS_DENIED -> "access_denied";
            case 70 -> "protocol_version";
            case 71 -> "insufficient_security";
            case 80 -> "internal_error";
            default -> String.valueOf(alert);
        };
    }
}
