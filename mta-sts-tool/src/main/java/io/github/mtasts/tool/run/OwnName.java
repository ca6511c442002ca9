package io.github.mtasts.tool.run;

import io.github.mtasts.name.PolicyDomain;
import java.net.InetAddress;
import java.net.UnknownHostException;

/** The name of this machine, for EHLO (RFC 5321 section 4.1.1.1). */
public final class OwnName {
    /** Where the machine has no full name: one that cannot exist, rather than that of somebody else. */
    private static final String NAMELESS = "mta-sts-check.invalid";

    private OwnName() {}

    /**
     * Finds it out.
     *
     * @return a name with a dot in it
     */
    public static String of() {
        try {
            String name = InetAddress.getLocalHost().getCanonicalHostName();
            return name.contains(".")
                    ? PolicyDomain.parse(name).map(PolicyDomain::name).orElse(NAMELESS)
                    : NAMELESS;
        } catch (UnknownHostException e) {
            return NAMELESS;
        }
    }
}
