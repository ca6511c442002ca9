package io.github.mtasts.tlsrpt.submit;

import io.github.mtasts.tlsrpt.dkim.DkimSigner;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.report.ReportFile;
import io.github.mtasts.tlsrpt.report.ReportMessage;
import org.jspecify.annotations.Nullable;

/** Composes and signs. Thread-safe. */
final class SignedMail {
    private final ReportMessage messages;
    private final @Nullable DkimSigner signer;

    /** @param signer null when the mail server signs */
    SignedMail(ReportMessage messages, @Nullable DkimSigner signer) {
        this.messages = messages;
        this.signer = signer;
    }

    ReportMail of(ReportFile file, ReportDestination.Mail destination) {
        byte[] message = messages.compose(file, destination.addresses());
        return new ReportMail(file.report(), destination.addresses(), signer == null ? message : signer.sign(message));
    }
}
