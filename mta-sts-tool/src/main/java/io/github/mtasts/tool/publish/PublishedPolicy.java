package io.github.mtasts.tool.publish;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsRecordWriter;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import okio.ByteString;

/**
 * A policy that passed lint, for one domain.
 *
 * @param domain the Policy Domain
 * @param body the octets as they are served
 * @param owner the domain whose file it is: another one for a delegated domain
 */
record PublishedPolicy(PolicyDomain domain, ByteString body, PolicyDomain owner) {
    /** RFC 8461 section 3.1: an id has at most 32 characters. */
    private static final int ID_OCTETS = 16;

    /**
     * An id that depends on the content alone (RFC 8461 section 3.1): it changes whenever the content does, is the same after a
     * restart and on every host that serves the same file, and needs no memory.
     */
    String id() {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body.toByteArray());
            return HexFormat.of().formatHex(digest, 0, ID_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The Policy Host. */
    String host() {
        return hostOf(domain);
    }

    static String hostOf(PolicyDomain domain) {
        return "mta-sts." + domain.name();
    }

    /** The record to publish, as a line of a zone file; a delegated domain points to that of the owner. */
    String record() {
        return domain.equals(owner)
                ? "_mta-sts." + domain.name() + ". IN TXT \"" + StsRecordWriter.write(id()) + "\""
                : "_mta-sts." + domain.name() + ". IN CNAME _mta-sts." + owner.name() + ".";
    }

    String text() {
        return body.string(StandardCharsets.UTF_8);
    }
}
