package io.github.mtasts.dns;

import org.xbill.DNS.DClass;
import org.xbill.DNS.Name;
import org.xbill.DNS.Record;
import org.xbill.DNS.Type;

/**
 * A DNS question of class IN.
 *
 * @param name the name
 * @param type the number of the type
 */
record Question(Name name, int type) {
    static Question of(Record question) {
        return new Question(question.getName(), question.getType());
    }

    Record record() {
        return Record.newRecord(name, type, DClass.IN);
    }

    @Override
    public String toString() {
        return name + " " + Type.string(type);
    }
}
