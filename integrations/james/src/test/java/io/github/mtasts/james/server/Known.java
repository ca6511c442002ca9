package io.github.mtasts.james.server;

import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.jspecify.annotations.Nullable;

/** What James says of a mail: its envelope, state and attributes. */
record Known(Properties values) {
    /** Reads an answer of the control: one set of values after the other, separated by a NUL. */
    static List<Known> read(String answer) {
        List<Known> all = new ArrayList<>();
        for (String part : answer.split("\0", -1)) {
            if (!part.isBlank()) {
                Properties values = new Properties();
                try {
                    values.load(new StringReader(part));
                } catch (IOException e) {
                    throw new IllegalStateException(e);
                }
                all.add(new Known(values));
            }
        }
        return all;
    }

    @Nullable
    String get(String name) {
        return values.getProperty(name);
    }

    String text(String name) {
        String value = values.getProperty(name);
        if (value == null) {
            throw new AssertionError("no " + name + " in " + values);
        }
        return value;
    }

    String name() {
        return text("name");
    }

    List<String> recipients() {
        return List.of(text("recipients").split(" "));
    }

    /** The value of an attribute as James' JSON has it, or null. */
    @Nullable
    String attribute(String name) {
        return get("attribute." + name);
    }

    /** How often delivery was tried again: a count beside another state is of an earlier journey of the mail. */
    int retries() {
        String json = attribute("delivery_retry_count");
        return json == null || !text("state").equals("error") ? 0 : Integer.parseInt(json.replaceAll("\\D+", ""));
    }

    /** How long it waits until it is due; zero for one that was never tried, and after a flush. */
    long delaySeconds() {
        return Long.parseLong(text("delay-seconds"));
    }

    /** Whether an attempt was made and another will follow, which a mail that is only due does not say. */
    boolean waits(int retries) {
        return retries() >= retries && delaySeconds() > 0;
    }
}
