package io.github.mtasts.tlsrpt.submit.internal;

import io.github.mtasts.tlsrpt.dkim.DkimSigner;
import io.github.mtasts.tlsrpt.record.ReportDestination;
import io.github.mtasts.tlsrpt.report.internal.ReportFile;
import io.github.mtasts.tlsrpt.report.internal.ReportMessage;
import io.github.mtasts.tlsrpt.submit.ReportMail;
import org.jspecify.annotations.Nullable;

/** Composes and signs the mail of a report. Thread-safe. */
public final class SignedMail {
    private final ReportMessage messages;
    private final @Nullable DkimSigner signer;

    /** @param signer null if the mail server signs */
    public SignedMail(ReportMessage messages, @Nullable DkimSigner signer) {
        this.messages = messages;
        this.signer = signer;
    }

    ReportMail of(ReportFile file, ReportDestination.Mail destination) {
        byte[] message = messages.compose(file, destination.addresses());
        return ReportMail.of(
                file.report().domain(),
                file.report().day(),
                destination.addresses(),
                signer == null ? message : signer.sign(message));
    }
}
