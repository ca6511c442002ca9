package io.github.mtasts.tlsrpt.read;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Parses the JSON of one report. Deviations of real reporters from RFC 8460 section 4.4 are accepted if they are
 * unambiguous (D21 to D23). Not thread-safe.
 */
final class ReportBody {
    /** Parses the value at the current token to its end. */
    private interface Value {
        void read() throws IOException;
    }

    /** Parses the value of one member to its end. */
    private interface Member {
        void read(String name) throws IOException;
    }

    private static final int BLOCK = 512;
    private static final byte CTRL_Z = 0x1a;

    private final JsonParser json;
    private final ReadLimits limits;
    private final Warnings warnings;
    private final Scalars scalars;
    private final RangeDraft range;
    private final List<PolicyReport> policies = new ArrayList<>();
    private final PolicyDraft loose = new PolicyDraft();
    private @Nullable String organizationName;
    private @Nullable String contactInfo;
    private @Nullable String reportId;
    private boolean hasPolicies;
    private int listEntries;
    private int failureDetails;

    ReportBody(JsonParser json, ReadLimits limits, Warnings warnings) {
        this.json = json;
        this.limits = limits;
        this.warnings = warnings;
        this.scalars = new Scalars(warnings);
        this.range = new RangeDraft(warnings);
    }

    TlsReport read(Optional<ReportRange> fromFileName) throws IOException {
        if (json.nextToken() != JsonToken.START_OBJECT) {
            throw new RefusedException(ReportRead.Cause.NOT_A_REPORT, "the JSON is not an object");
        }
        members(this::reportMember);
        requireEnd();
        return report(fromFileName);
    }

    /** Accepts white space, and the NUL or Ctrl-Z at the end that some programs add to a text file. */
    private void requireEnd() throws IOException {
        ByteArrayOutputStream buffered = new ByteArrayOutputStream();
        if (json.releaseBuffered(buffered) < 0 || !(json.getInputSource() instanceof InputStream in)) {
            if (json.nextToken() != null) {
                throw dataAfterEnd();
            }
            return;
        }
        requirePadding(buffered.toByteArray(), buffered.size());
        byte[] block = new byte[BLOCK];
        for (int octets = in.read(block); octets >= 0; octets = in.read(block)) {
            requirePadding(block, octets);
        }
    }

    private void requirePadding(byte[] octets, int length) throws RefusedException {
        for (int i = 0; i < length; i++) {
            byte octet = octets[i];
            if (octet == 0 || octet == CTRL_Z) {
                warnings.add("there are NUL or Ctrl-Z octets after the end of the report; ignored");
            } else if (octet != ' ' && octet != '\t' && octet != '\r' && octet != '\n') {
                throw dataAfterEnd();
            }
        }
    }

    private static RefusedException dataAfterEnd() {
        return new RefusedException(ReportRead.Cause.NOT_JSON, "there is data after the end of the report");
    }

    private TlsReport report(Optional<ReportRange> fromFileName) throws RefusedException {
        addLoose();
        if (!hasPolicies) {
            throw new RefusedException(ReportRead.Cause.NOT_A_REPORT, "the JSON has no policies");
        }
        ReportRange usable = range.build(fromFileName);
        if (reportId == null) {
            warnings.add("the report has no report-id");
        }
        return new TlsReport(
                organizationName == null ? "" : organizationName,
                contactInfo == null ? "" : contactInfo,
                reportId == null ? "" : reportId,
                usable,
                policies,
                warnings.all());
    }

    /** Policy members outside of policies form an entry if there is no other one; otherwise they are ignored. */
    private void addLoose() {
        if (loose.isEmpty()) {
            return;
        }
        if (policies.isEmpty()) {
            policies.add(loose.build(warnings));
            hasPolicies = true;
        } else {
            warnings.add("there are policy members outside of policies; ignored");
        }
    }

    private void reportMember(String name) throws IOException {
        switch (name) {
            case "organization-name" -> organizationName = scalars.text(json);
            case "contact-info" -> contactInfo = scalars.text(json);
            case "report-id" -> reportId = scalars.text(json);
            case "date-range" -> objects(() -> members(this::rangeMember));
            case "policies" -> {
                hasPolicies = json.currentToken() != JsonToken.VALUE_NULL;
                objects(this::policyEntry);
            }
            default -> policyMember(loose, name);
        }
    }

    private void rangeMember(String name) throws IOException {
        switch (name) {
            case "start-datetime" -> range.start(scalars.text(json));
            case "end-datetime" -> range.end(scalars.text(json));
            default -> json.skipChildren();
        }
    }

    private void policyEntry() throws IOException {
        countListEntry();
        PolicyDraft draft = new PolicyDraft();
        members(name -> policyMember(draft, name));
        policies.add(draft.build(warnings));
    }

    /** Members of "policy" and "summary" count as members of the entry, because some reporters omit these objects. */
    private void policyMember(PolicyDraft draft, String name) throws IOException {
        switch (name) {
            case "policy", "summary" -> objects(() -> members(inner -> policyMember(draft, inner)));
            case "policy-type" -> draft.policyType(scalars.text(json));
            case "policy-domain" -> draft.policyDomain(scalars.text(json));
            case "policy-string" -> texts(draft::addPolicyString);
            // The second name is that of the value in the grammar of RFC 8460 section 4.4; some reporters use it.
            case "mx-host", "mx-host-pattern" -> texts(text -> draft.addMxHost(text, warnings));
            case "total-successful-session-count" -> draft.successCount(scalars.count(json, name));
            case "total-failure-session-count" -> draft.failureCount(scalars.count(json, name));
            case "failure-details" -> objects(() -> failure(draft));
            default -> json.skipChildren();
        }
    }

    private void failure(PolicyDraft policy) throws IOException {
        failureDetails++;
        require(failureDetails <= limits.failureDetails(), "failure details");
        FailureDraft draft = new FailureDraft(scalars, warnings);
        members(name -> draft.member(json, name));
        policy.add(draft.build());
    }

    /** Parses the members of the object at the current token. */
    private void members(Member member) throws IOException {
        while (json.nextToken() == JsonToken.FIELD_NAME) {
            String name = json.currentName();
            json.nextToken();
            member.read(name);
        }
    }

    /** Parses the object at the current token, or each object in an array at any depth. */
    private void objects(Value object) throws IOException {
        each(() -> {
            if (json.currentToken() == JsonToken.START_OBJECT) {
                object.read();
            } else if (json.currentToken() != JsonToken.VALUE_NULL) {
                warnings.add("there is a scalar value where an object is expected");
            }
        });
    }

    /** Parses the text at the current token, or each text in an array at any depth (D21). */
    private void texts(Consumer<String> consumer) throws IOException {
        each(() -> {
            countListEntry();
            String text = scalars.text(json);
            if (text != null) {
                consumer.accept(text);
            }
        });
    }

    /** The nesting limit bounds the recursion. */
    private void each(Value value) throws IOException {
        if (json.currentToken() != JsonToken.START_ARRAY) {
            value.read();
            return;
        }
        while (json.nextToken() != JsonToken.END_ARRAY) {
            each(value);
        }
    }

    private void countListEntry() throws RefusedException {
        listEntries++;
        require(listEntries <= limits.listEntries(), "policies, policy lines and mx patterns");
    }

    private static void require(boolean withinLimit, String what) throws RefusedException {
        if (!withinLimit) {
            throw new RefusedException(ReportRead.Cause.TOO_LARGE, "the report has too many " + what);
        }
    }
}
