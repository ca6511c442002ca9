package io.github.mtasts.testkit.internal;

import java.util.Locale;
import org.xbill.DNS.Name;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;

/** DNS names and types from the strings that tests write. */
public final class Names {
    private Names() {}

    /**
     * An absolute name.
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
     * How the kit writes names: lower case, no last dot.
     *
     * @param name a name
     * @return its text
     */
    public static String text(Name name) {
        return name.toString(true).toLowerCase(Locale.ROOT);
    }

    static int type(String type) {
        int value = Type.value(type);
        if (value < 0) {
            throw new IllegalArgumentException("not a DNS type: " + type);
        }
        return value;
    }
}
