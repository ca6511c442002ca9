package io.github.mtasts.testkit.internal;

import java.util.Locale;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** Parses the DNS names and types that tests pass as strings. */
public final class Names {
    private Names() {}

    /**
     * Parses an absolute name.
     *
     * @param name with or without the last dot
     * @return the name
     */
    public static Name absolute(String name) {
        try {
            return Name.fromString(name, Name.root);
        } catch (TextParseException e) {
            throw new IllegalArgumentException("not a DNS name: " + name, e);
        }
    }

    /**
     * The kit's text form of a name: lower case, without the last dot.
     *
     * @param name a name
     * @return the text
     */
    public static String text(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    /**
     * The number of a type.
     *
     * @param type such as {@code TXT}
     * @return the number
     */
    public static int type(String type) {
        int value = Type.value(type);
        if (value < 0) {
            throw new IllegalArgumentException("not a DNS type: " + type);
        }
        return value;
    }
}
