package io.github.mtasts.tool.acme;

import java.net.URI;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * How certificates are obtained.
 *
 * @param directory the URL of the authority's directory (RFC 8555 section 7.1.1)
 * @param contact the mail address of the account; null for none
 * @param external the account that the authority wants the account bound to; null for none
 * @param challenge how the right to a name is proved
 * @param trust a PEM file of authorities that the connection to the ACME server is trusted by; null for those of the Java platform
 * @param folder where account, keys and certificates are kept
 */
public record AcmeSettings(
        URI directory,
        @Nullable String contact,
        @Nullable ExternalAccount external,
        ChallengeKind challenge,
        @Nullable Path trust,
        Path folder) {}
