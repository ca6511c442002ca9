package io.github.mtasts.tlsrpt.report.internal;

import com.fasterxml.jackson.core.JsonEncoding;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.report.AdditionalInformation;
import io.github.mtasts.tlsrpt.report.Reporter;
import io.github.mtasts.tlsrpt.store.internal.DetailKey;
import io.github.mtasts.tlsrpt.store.internal.PolicyKey;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.store.internal.ReportRepository;
import io.github.mtasts.tlsrpt.store.internal.ReportVisitor;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.util.List;
import java.util.Optional;
import java.util.zip.GZIPOutputStream;

/**
 * Writes the JSON of RFC 8460 section 4.4 while the entries are read from the store, so that the failure details are
 * never in memory together. Members without a value are omitted (D22). Thread-safe.
 *
 * <p>Equal counts give equal octets, so that every attempt sends the same report (section 5.5).
 */
public final class ReportWriter {
    /** An upper bound of the compressor's buffers after a detail, plus the end of a report. */
    private static final int MARGIN_OCTETS = 80_000;

    private static final long MAX_JSON_INTEGER = (1L << 53) - 1;

    private final Reporter reporter;
    private final AdditionalInformation additionalInformation;
    private final long sizeLimit;
    private final JsonFactory json = JsonFactory.builder().build();

    /**
     * Creates a writer.
     *
     * @param additionalInformation generates the URI of each failure detail
     * @param sizeLimit the largest compressed file in octets; failure details that do not fit are counted in one that
     *     says so (RFC 8460 section 5.2)
     * @throws IllegalArgumentException if the limit is below 100,000 octets
     */
    public ReportWriter(Reporter reporter, AdditionalInformation additionalInformation, long sizeLimit) {
        if (sizeLimit < 100_000) {
            throw new IllegalArgumentException("sizeLimit is " + sizeLimit + " octets: it must be at least 100000");
        }
        this.reporter = reporter;
        this.additionalInformation = additionalInformation;
        this.sizeLimit = sizeLimit;
    }

    /**
     * Writes a compressed report (RFC 8460 section 5.2).
     *
     * @return the file; empty if nothing was counted
     * @throws io.github.mtasts.failure.StoreException if the store fails
     */
    public Optional<ReportFile> gzip(ReportRepository repository, ReportKey report) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try {
            Totals totals;
            try (GZIPOutputStream gzip = new GZIPOutputStream(octets, 8_192)) {
                totals = write(repository, report, gzip, octets);
            }
            return totals.entries == 0
                    ? Optional.empty()
                    : Optional.of(new ReportFile(
                            report,
                            ReportNames.id(reporter, report),
                            ReportNames.file(reporter, report, "", true),
                            octets.toByteArray(),
                            totals.successes,
                            totals.failures));
        } catch (IOException e) {
            throw new AssertionError("Writing to memory failed", e);
        }
    }

    /**
     * Writes an uncompressed report.
     *
     * @param out remains open
     * @return whether anything was counted
     * @throws IOException if the stream throws it
     * @throws io.github.mtasts.failure.StoreException if the store fails
     */
    public boolean json(ReportRepository repository, ReportKey report, OutputStream out) throws IOException {
        return write(repository, report, out, new ByteArrayOutputStream(0)).entries > 0;
    }

    private Totals write(ReportRepository repository, ReportKey report, OutputStream out, ByteArrayOutputStream written)
            throws IOException {
        Totals totals;
        try (JsonGenerator generator = json.createGenerator(out, JsonEncoding.UTF8)) {
            generator.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
            generator.writeStartObject();
            text(generator, "organization-name", reporter.organizationName());
            generator.writeObjectFieldStart("date-range");
            text(generator, "start-datetime", report.start().toString());
            text(generator, "end-datetime", report.end().toString());
            generator.writeEndObject();
            text(generator, "contact-info", reporter.contact());
            text(generator, "report-id", ReportNames.id(reporter, report));
            generator.writeArrayFieldStart("policies");
            totals = new Totals(generator, report, written);
            repository.read(report, totals);
            totals.endEntry();
            generator.writeEndArray();
            generator.writeEndObject();
        }
        return totals;
    }

    private static void text(JsonGenerator generator, String name, String value) throws IOException {
        if (!value.isEmpty()) {
            generator.writeStringField(name, value);
        }
    }

    private static void texts(JsonGenerator generator, String name, List<String> values) throws IOException {
        generator.writeArrayFieldStart(name);
        for (String value : values) {
            generator.writeString(value);
        }
        generator.writeEndArray();
    }

    /** Larger numbers may lose precision in a reader (RFC 7493 section 2.2). */
    private static long integer(long count) {
        return Math.min(count, MAX_JSON_INTEGER);
    }

    /** Writes the entries that it receives, and adds up their sessions. */
    private final class Totals implements ReportVisitor {
        private final JsonGenerator generator;
        private final ReportKey report;
        private final ByteArrayOutputStream written;
        private int entries;
        private long successes;
        private long failures;
        private boolean hasDetails;
        private long unwritten;

        Totals(JsonGenerator generator, ReportKey report, ByteArrayOutputStream written) {
            this.generator = generator;
            this.report = report;
            this.written = written;
        }

        @Override
        public void policy(PolicyKey policy, long complied, long failed) throws IOException {
            endEntry();
            entries++;
            successes += complied;
            failures += failed;
            generator.writeStartObject();
            generator.writeObjectFieldStart("policy");
            text(generator, "policy-type", policy.type().token());
            if (policy.type() != PolicyType.NO_POLICY_FOUND) {
                texts(generator, "policy-string", lines(policy)); // [] if the policy could not be obtained (D22)
            }
            text(generator, "policy-domain", policy.policyDomain());
            if (policy.type() == PolicyType.STS && !policy.mxHosts().isEmpty()) {
                texts(generator, "mx-host", policy.mxHosts()); // always an array (D21)
            }
            generator.writeEndObject();
            generator.writeObjectFieldStart("summary");
            generator.writeNumberField("total-successful-session-count", integer(complied));
            generator.writeNumberField("total-failure-session-count", integer(failed));
            generator.writeEndObject();
        }

        /** RFC 8460 section 4.5: the lines as served, without blank ones. */
        private static List<String> lines(PolicyKey policy) {
            return policy.policyString().stream()
                    .filter(line -> !line.isBlank())
                    .toList();
        }

        @Override
        public void detail(DetailKey detail, long sessions) throws IOException {
            if (written.size() > sizeLimit - MARGIN_OCTETS) {
                unwritten += sessions;
                return;
            }
            write(detail, sessions);
        }

        private void write(DetailKey detail, long sessions) throws IOException {
            if (!hasDetails) {
                hasDetails = true;
                generator.writeArrayFieldStart("failure-details");
            }
            generator.writeStartObject();
            text(generator, "result-type", detail.type().token());
            text(generator, "sending-mta-ip", AddressText.canonical(detail.sendingIp()));
            text(generator, "receiving-mx-hostname", detail.mxHost());
            text(generator, "receiving-mx-helo", detail.helo());
            text(generator, "receiving-ip", AddressText.canonical(detail.receivingIp()));
            generator.writeNumberField("failed-session-count", integer(sessions));
            text(generator, "additional-information", additionalInformation.uri(report.domain(), detail.type()));
            text(generator, "failure-reason-code", detail.reason());
            generator.writeEndObject();
        }

        private void endEntry() throws IOException {
            if (unwritten > 0) {
                write(DetailKey.beyondTheCap(), unwritten);
                unwritten = 0;
            }
            if (hasDetails) {
                generator.writeEndArray();
                hasDetails = false;
            }
            if (entries > 0) {
                generator.writeEndObject();
            }
        }
    }
}
