package io.github.mtasts.james.server.inside;

import com.fasterxml.jackson.databind.JsonNode;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.MimeMessage;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.apache.james.core.MailAddress;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;
import org.apache.mailet.PerRecipientHeaders;
import org.jspecify.annotations.Nullable;

/** Mails as files: when they are due, what James knows of them, and the message. */
@SuppressWarnings("JavaUtilDate") // James' own type
final class StoredMail {
    private StoredMail() {}

    static void write(Path file, Mail mail, Instant due) throws IOException {
        try (DataOutputStream out = new DataOutputStream(new BufferedOutputStream(Files.newOutputStream(file)))) {
            out.writeLong(due.toEpochMilli());
            Properties known = new Properties();
            describe(mail).forEach(known::setProperty);
            for (Map.Entry<MailAddress, PerRecipientHeaders.Header> header : mail.getPerRecipientSpecificHeaders()
                    .getHeadersByRecipient()
                    .entries()) {
                known.setProperty(
                        "header." + known.size(),
                        header.getKey().asString() + "\n" + header.getValue().getName() + "\n"
                                + header.getValue().getValue());
            }
            ByteArrayOutputStream text = new ByteArrayOutputStream();
            known.store(text, null);
            out.writeInt(text.size());
            text.writeTo(out);
            MimeMessage message = mail.getMessage();
            if (message != null) {
                message.writeTo(out);
            }
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    /** What James knows of a mail, as text: its envelope, its state and each attribute as JSON. */
    static Map<String, String> describe(Mail mail) {
        Map<String, String> known = new TreeMap<>();
        known.put("name", mail.getName());
        known.put("state", String.valueOf(mail.getState()));
        known.put("sender", mail.getMaybeSender().asString(""));
        known.put(
                "recipients",
                String.join(
                        " ",
                        mail.getRecipients().stream().map(MailAddress::asString).toList()));
        put(known, "error", mail.getErrorMessage());
        put(known, "remote-host", mail.getRemoteHost());
        put(known, "remote-address", mail.getRemoteAddr());
        Date updated = mail.getLastUpdated();
        put(known, "updated", updated == null ? null : String.valueOf(updated.getTime()));
        mail.attributes()
                .forEach(one -> known.put(
                        "attribute." + one.getName().asString(),
                        one.getValue().toJson().map(JsonNode::toString).orElse("?" + one.getValue())));
        return known;
    }

    private static void put(Map<String, String> known, String key, @Nullable String value) {
        if (value != null) {
            known.put(key, value);
        }
    }

    static Instant due(Path file) throws IOException {
        try (DataInputStream in = new DataInputStream(Files.newInputStream(file))) {
            return Instant.ofEpochMilli(in.readLong());
        }
    }

    static Mail read(Path file) {
        Mail mail = readIfThere(file);
        if (mail == null) {
            throw new IllegalStateException(file + " is gone");
        }
        return mail;
    }

    /** Reads a mail; null when its file has been removed. */
    static @Nullable Mail readIfThere(Path file) {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(file)))) {
            in.readLong();
            Properties known = new Properties();
            known.load(new ByteArrayInputStream(in.readNBytes(in.readInt())));
            MailImpl mail = mail(known);
            mail.setMessage(new MimeMessage(null, in));
            return mail;
        } catch (NoSuchFileException e) {
            return null;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (MessagingException e) {
            throw new IllegalStateException(e);
        }
    }

    static MailImpl mail(Properties known) throws MessagingException, IOException {
        String sender = known.getProperty("sender");
        MailImpl.Builder builder = MailImpl.builder()
                .name(known.getProperty("name"))
                .addRecipients(addresses(known.getProperty("recipients")))
                .state(known.getProperty("state"));
        if (!sender.isEmpty()) {
            builder.sender(sender);
        }
        MailImpl mail = builder.build();
        mail.setErrorMessage(known.getProperty("error"));
        mail.setRemoteHost(known.getProperty("remote-host", "localhost"));
        mail.setRemoteAddr(known.getProperty("remote-address", "127.0.0.1"));
        String updated = known.getProperty("updated");
        if (updated != null) {
            mail.setLastUpdated(new Date(Long.parseLong(updated)));
        }
        for (String key : known.stringPropertyNames()) {
            String value = known.getProperty(key);
            if (key.startsWith("attribute.") && !value.startsWith("?")) {
                mail.setAttribute(new Attribute(
                        AttributeName.of(key.substring("attribute.".length())), AttributeValue.fromJsonString(value)));
            } else if (key.startsWith("header.")) {
                String[] parts = value.split("\n", 3);
                mail.addSpecificHeaderForRecipient(
                        PerRecipientHeaders.Header.builder()
                                .name(parts[1])
                                .value(parts[2])
                                .build(),
                        new MailAddress(parts[0]));
            }
        }
        return mail;
    }

    private static List<MailAddress> addresses(String text) throws AddressException {
        List<MailAddress> all = new ArrayList<>();
        for (String one : text.split(" ", -1)) {
            if (!one.isEmpty()) {
                all.add(new MailAddress(one));
            }
        }
        return all;
    }
}
