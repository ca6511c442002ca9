package io.github.mtasts.tlsrpt.dkim;

import org.apache.james.jdkim.tagvalue.SignatureRecordImpl;
import org.jspecify.annotations.Nullable;

/**
 * The tags of a signature, which may have expired since. jDKIM judges expiry by the clock of the system; {@link
 * DkimVerifier} judges it at the time of reception.
 */
final class StoredSignature extends SignatureRecordImpl {
    private static final String EXPIRATION = "x";

    StoredSignature(String tags) {
        super(tags);
    }

    @Override
    protected @Nullable CharSequence getValue(String tag) {
        return tag.equals(EXPIRATION) ? null : super.getValue(tag);
    }
}
