package io.github.mtasts.james;

import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import org.apache.mailet.MailetConfig;
import org.apache.mailet.MailetContext;
import org.jspecify.annotations.Nullable;

/** The options of a mailet, from names and values in turn. */
record Options(Map<String, String> values) implements MailetConfig {
    static Options of(String... namesAndValues) {
        Map<String, String> values = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            values.put(namesAndValues[i], namesAndValues[i + 1]);
        }
        return new Options(values);
    }

    @Override
    public @Nullable String getInitParameter(String name) {
        return values.get(name);
    }

    @Override
    public Iterator<String> getInitParameterNames() {
        return values.keySet().iterator();
    }

    @Override
    public MailetContext getMailetContext() {
        throw new UnsupportedOperationException("these options have no context");
    }

    @Override
    public String getMailetName() {
        return "MtaStsRemoteDelivery";
    }
}
