package io.github.mtasts.tlsrpt.read;

import com.fasterxml.jackson.core.JsonParser;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** An entry of {@code failure-details} while it is parsed. Not thread-safe. */
final class FailureDraft {
    private final Scalars scalars;
    private final Warnings warnings;
    private @Nullable String resultType;
    private @Nullable String sendingMtaIp;
    private @Nullable String receivingMxHostname;
    private @Nullable String receivingMxHelo;
    private @Nullable String receivingIp;
    private @Nullable Long failedSessionCount;
    private @Nullable String additionalInformation;
    private @Nullable String failureReasonCode;
    private @Nullable String failureErrorCode;

    FailureDraft(Scalars scalars, Warnings warnings) {
        this.scalars = scalars;
        this.warnings = warnings;
    }

    /** Parses the value of a member; unknown members are ignored (RFC 8460 section 4.4). */
    void member(JsonParser json, String name) throws IOException {
        switch (name) {
            case "result-type" -> resultType = scalars.text(json);
            case "sending-mta-ip" -> sendingMtaIp = scalars.text(json);
            case "receiving-mx-hostname" -> receivingMxHostname = scalars.text(json);
            case "receiving-mx-helo" -> receivingMxHelo = scalars.text(json);
            case "receiving-ip" -> receivingIp = scalars.text(json);
            case "failed-session-count" -> failedSessionCount = scalars.count(json, name);
            case "additional-information", "additional-info-uri" -> additionalInformation = scalars.text(json);
            case "failure-reason-code" -> failureReasonCode = scalars.text(json);
            // The name in the drafts of RFC 8460; some reporters still use it (D22).
            case "failure-error-code" -> failureErrorCode = scalars.text(json);
            default -> json.skipChildren();
        }
    }

    FailureDetails build() {
        if (resultType == null) {
            warnings.add("an entry of failure-details has no result-type");
        }
        return new FailureDetails(
                resultType == null ? "" : resultType,
                sendingMtaIp,
                receivingMxHostname,
                receivingMxHelo,
                receivingIp,
                failedSessionCount == null ? atLeastOne() : failedSessionCount,
                additionalInformation,
                failureReasonCode == null ? failureErrorCode : failureReasonCode);
    }

    /** An entry without a count stands for at least one session. */
    private long atLeastOne() {
        warnings.add("an entry of failure-details has no failed-session-count; counted as one session");
        return 1;
    }
}
