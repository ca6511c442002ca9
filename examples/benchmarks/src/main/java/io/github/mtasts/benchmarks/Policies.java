package io.github.mtasts.benchmarks;

import io.github.mtasts.policy.PolicyParse;
import io.github.mtasts.policy.PolicyParser;
import io.github.mtasts.policy.StsPolicy;
import java.nio.charset.StandardCharsets;

/** The policies of the benchmarks. */
final class Policies {
    private Policies() {}

    /** An enforce policy with the longest lifetime and one mx line. */
    static StsPolicy policy(String mx) {
        String text = "version: STSv1\r\nmode: enforce\r\nmx: " + mx + "\r\nmax_age: 31557600\r\n";
        PolicyParse parse = PolicyParser.parse(text.getBytes(StandardCharsets.US_ASCII));
        if (parse instanceof PolicyParse.Valid valid) {
            return valid.policy();
        }
        throw new IllegalArgumentException(((PolicyParse.Invalid) parse).reason());
    }
}
