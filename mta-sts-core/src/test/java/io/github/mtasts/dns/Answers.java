package io.github.mtasts.dns;

import java.io.IOException;
import java.io.UncheckedIOException;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.Type;

/** Builds an answer record by record, in the syntax of a zone file. */
final class Answers {
    private final Message message;

    private Answers(Message message) {
        this.message = message;
    }

    static Answers to(Message query) {
        Message message = new Message(query.getHeader().getID());
        message.getHeader().setFlag(Flags.QR);
        message.getHeader().setFlag(Flags.RA);
        message.addRecord(query.getQuestion(), Section.QUESTION);
        return new Answers(message);
    }

    static Answers to(String name, int type) {
        return to(Message.newQuery(Record.newRecord(name(name), type, DClass.IN)));
    }

    static Name name(String name) {
        return Name.fromConstantString(name + ".");
    }

    /** Adds to the answer section. */
    Answers has(String name, int type, long ttlSeconds, String data) {
        return add(Section.ANSWER, name, type, ttlSeconds, data);
    }

    Answers has(String name, int type, String data) {
        return has(name, type, 300, data);
    }

    Answers alias(String name, String target, long ttlSeconds) {
        return has(name, Type.CNAME, ttlSeconds, target + ".");
    }

    Answers soa(String zone, long ttlSeconds, long minimumSeconds) {
        String data = "ns." + zone + ". admin." + zone + ". 1 2 3 4 " + minimumSeconds;
        return add(Section.AUTHORITY, zone, Type.SOA, ttlSeconds, data);
    }

    Answers delegation(String zone, String server) {
        return add(Section.AUTHORITY, zone, Type.NS, 300, server + ".");
    }

    Answers code(int rcode) {
        message.getHeader().setRcode(rcode);
        return this;
    }

    Answers flag(int flag) {
        message.getHeader().setFlag(flag);
        return this;
    }

    private Answers add(int section, String name, int type, long ttlSeconds, String data) {
        try {
            message.addRecord(Record.fromString(name(name), type, DClass.IN, ttlSeconds, data, Name.root), section);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Message message() {
        return message;
    }

    byte[] wire() {
        return message.toWire();
    }
}
