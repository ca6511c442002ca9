package io.github.mtasts.james.server;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** A mail to submit. Its body is 7-bit and contains its subject unless another is set. */
final class Letter {
    private final Properties known = new Properties();
    private final String subject;
    private String headers = "";
    private String body;
    private @Nullable String raw;

    private Letter(String subject, String... recipients) {
        this.subject = subject;
        this.body = "body of " + subject + "\r\n";
        known.setProperty("recipients", String.join(" ", recipients));
        from("alice@local.test");
    }

    /** A mail from alice@local.test. */
    static Letter to(String subject, String... recipients) {
        return new Letter(subject, recipients);
    }

    Letter from(String sender) {
        known.setProperty("sender", sender);
        return this;
    }

    /** Sets an attribute to a string. */
    Letter attribute(String name, String value) {
        return known("string." + name, value);
    }

    /** Sets an attribute to a number. */
    Letter attribute(String name, int value) {
        return known("int." + name, String.valueOf(value));
    }

    /** Sets an attribute to a flag. */
    Letter attribute(String name, boolean value) {
        return known("flag." + name, String.valueOf(value));
    }

    /** Says for which address a recipient got it first, as xtext (RFC 3461 section 4.2). */
    Letter original(String recipient, String address) {
        return known("dsn.original." + recipient, address);
    }

    /** Asks for delivery status notifications (RFC 3461). */
    Letter dsn(String envelopeId, String ret) {
        return known("dsn.envid", envelopeId).known("dsn.ret", ret);
    }

    /** Says which notifications are wanted for a recipient (RFC 3461 section 4.1). */
    Letter notify(String recipient, String when) {
        return known("dsn.notify." + recipient, when);
    }

    private Letter known(String name, String value) {
        known.setProperty(name, value);
        return this;
    }

    Letter header(String line) {
        headers += line + "\r\n";
        return this;
    }

    Letter body(String text) {
        body = text;
        return this;
    }

    /** Sets the whole message. */
    Letter raw(String text) {
        raw = text;
        return this;
    }

    byte[] octets() {
        StringWriter text = new StringWriter();
        try {
            known.store(text, null);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.writeBytes(text.toString().getBytes(StandardCharsets.ISO_8859_1));
        all.write(0);
        String whole = raw != null
                ? raw
                : "From: <" + known.getProperty("sender") + ">\r\nSubject: " + subject + "\r\n" + headers + "\r\n"
                        + body;
        all.writeBytes(whole.getBytes(StandardCharsets.UTF_8));
        return all.toByteArray();
    }
}
