package io.github.mtasts.cache;

import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.resolution.CachedPolicy;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.Reader;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The text format of exported policies: a first line that names the format, then one line per policy with domain, id, time of
 * the fetch and the policy's octets in base64, separated by spaces.
 */
final class PolicyText {
    private static final String FIRST_LINE = "mta-sts-policies 1";
    private static final int MAX_LINE = 200_000;

    private PolicyText() {}

    static void begin(Appendable out) throws IOException {
        out.append(FIRST_LINE).append('\n');
    }

    static void write(StoredPolicy row, Appendable out) throws IOException {
        out.append(row.domain().name())
                .append(' ')
                .append(row.id())
                .append(' ')
                .append(row.fetchedAt().toString())
                .append(' ')
                .append(Base64.getEncoder().encodeToString(row.source()))
                .append('\n');
    }

    static void read(Reader in, Instant now, BiConsumer<PolicyDomain, CachedPolicy> policies, Consumer<String> refused)
            throws IOException {
        BufferedReader lines = new BufferedReader(in);
        String first = lines.readLine();
        if (!FIRST_LINE.equals(first)) {
            refused.accept("line 1: expected \"" + FIRST_LINE
                    + "\"; this is not an export of policies, or has another version");
            return;
        }
        int number = 1;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            number++;
            String wrong = read(line, now, policies);
            if (wrong != null) {
                refused.accept("line " + number + ": " + wrong);
            }
        }
    }

    private static @Nullable String read(String line, Instant now, BiConsumer<PolicyDomain, CachedPolicy> policies) {
        String[] words = line.split(" ", -1);
        if (words.length != 4 || line.length() > MAX_LINE) {
            return "expected domain, id, time and policy, separated by single spaces";
        }
        if (!words[1].matches("[A-Za-z0-9]{1,32}")) {
            return "the id must have 1 to 32 letters and digits";
        }
        try {
            PolicyDomain domain = PolicyDomain.of(words[0]);
            Instant fetchedAt = Instant.parse(words[2]);
            PolicyParse parse = PolicyParser.parse(Base64.getDecoder().decode(words[3]));
            if (parse instanceof PolicyParse.Valid valid) {
                Instant known = fetchedAt.isAfter(now) ? now : fetchedAt;
                policies.accept(domain, new CachedPolicy(valid.policy(), words[1], known));
                return null;
            }
            return "the policy is not valid: " + parse;
        } catch (DateTimeException e) {
            return "\"" + words[2] + "\" is not a time such as 2026-01-31T12:00:00Z";
        } catch (IllegalArgumentException e) {
            return String.valueOf(e.getMessage());
        }
    }
}
