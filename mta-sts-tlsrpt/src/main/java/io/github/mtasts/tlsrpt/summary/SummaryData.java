package io.github.mtasts.tlsrpt.summary;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.time.LocalDate;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * Writes a summary as CSV (RFC 4180) or JSON, complete, the domain that needs attention most first. Days are UTC, as
 * {@code 2024-03-01}; counts are numbers of sessions. Stateless.
 */
public final class SummaryData {
    /**
     * The beginning of a formula, at the beginning of a value or after a semicolon, which separates values in many countries.
     * Some spreadsheets take full-width signs for those of a formula.
     */
    private static final Pattern FORMULA = Pattern.compile("(^|;)(?=\\t|[\\s\"]*[=+\\-@\\uFF1D\\uFF0B\\uFF0D\\uFF20])");

    private SummaryData() {}

    /**
     * Writes a line for each domain: domain, verdict, first_day, last_day, reporters, verified_submitters, policy_type,
     * successful, failed, trend, mode, evidence. The counts are those under policy_type, the most important one that was
     * reported; mode is that of the policy that the domain publishes now, or else of the latest one; verified_submitters is the
     * number in the window of {@link Criteria}.
     *
     * @param summary the summary
     * @param criteria the criteria for readiness
     * @return CSV with a header line and CRLF line ends, to be stored as UTF-8; a value that a spreadsheet would take as a
     *     formula begins with an apostrophe
     */
    public static String domains(ReportSummary summary, Criteria criteria) {
        StringBuilder csv = new StringBuilder();
        line(
                csv,
                List.of(
                        "domain",
                        "verdict",
                        "first_day",
                        "last_day",
                        "reporters",
                        "verified_submitters",
                        "policy_type",
                        "successful",
                        "failed",
                        "trend",
                        "mode",
                        "evidence"));
        for (RankedDomain each : RankedDomain.of(summary, criteria)) {
            DomainSummary domain = each.domain();
            DomainSummary.Counted counted = domain.under(domain.mainType());
            line(
                    csv,
                    List.of(
                            domain.domain(),
                            each.readiness().level().text(),
                            domain.firstDay(),
                            domain.lastDay(),
                            domain.senders().size(),
                            each.readiness().submitters(),
                            domain.mainType(),
                            counted.successes(),
                            counted.failures(),
                            each.trend().text(),
                            mode(domain),
                            each.readiness().evidence()));
        }
        return csv.toString();
    }

    private static String mode(DomainSummary domain) {
        return domain.current()
                .map(policy -> policy.mode().token())
                .or(() -> domain.latestPolicy().map(PolicySeen::mode))
                .orElse("");
    }

    /**
     * Writes a line for each kind and origin of failures: domain, reporter, verified, policy_type, result_type, mx_host,
     * receiving_ip, helo, sending_ip, reason, information, sessions, first_day, last_day, advice.
     *
     * @param summary the summary
     * @return CSV as that of {@link #domains}
     */
    public static String failures(ReportSummary summary) {
        StringBuilder csv = new StringBuilder();
        line(
                csv,
                List.of(
                        "domain",
                        "reporter",
                        "verified",
                        "policy_type",
                        "result_type",
                        "mx_host",
                        "receiving_ip",
                        "helo",
                        "sending_ip",
                        "reason",
                        "information",
                        "sessions",
                        "first_day",
                        "last_day",
                        "advice"));
        for (DomainSummary domain : summary.domains()) {
            for (FailureOrigin origin : domain.origins()) {
                line(
                        csv,
                        List.of(
                                domain.domain(),
                                origin.reporter(),
                                origin.isVerified(),
                                origin.policyType(),
                                origin.resultType(),
                                origin.mxHost(),
                                origin.receivingIp(),
                                origin.helo(),
                                origin.sendingIp(),
                                origin.reason(),
                                origin.information(),
                                origin.sessions(),
                                origin.firstSeen(),
                                origin.lastSeen(),
                                FailureAdvice.of(origin.resultType())));
            }
        }
        return csv.toString();
    }

    /**
     * Writes a line for each entry of a report: domain, report_id, reporter, submitter, verified, contact, begin, end,
     * policy_type, successful, failed. The times begin and end are those of the report, as {@code 2024-03-01T00:00:00Z}.
     *
     * @param summary the summary
     * @return CSV as that of {@link #domains}
     */
    public static String reports(ReportSummary summary) {
        StringBuilder csv = new StringBuilder();
        line(
                csv,
                List.of(
                        "domain",
                        "report_id",
                        "reporter",
                        "submitter",
                        "verified",
                        "contact",
                        "begin",
                        "end",
                        "policy_type",
                        "successful",
                        "failed"));
        for (DomainSummary domain : summary.domains()) {
            for (ReportSeen report : domain.reports()) {
                line(
                        csv,
                        List.of(
                                domain.domain(),
                                report.reportId(),
                                report.reporter(),
                                report.submitter(),
                                report.isVerified(),
                                report.contact(),
                                report.begin(),
                                report.end(),
                                report.policyType(),
                                report.successes(),
                                report.failures()));
            }
        }
        return csv.toString();
    }

    private static void line(StringBuilder csv, List<?> values) {
        csv.append(values.stream().map(value -> quoted(String.valueOf(value))).collect(Collectors.joining(",")))
                .append("\r\n");
    }

    private static String quoted(String value) {
        String safe = FORMULA.matcher(value).replaceAll("$1'");
        return safe.chars().anyMatch(c -> c == ',' || c == '"' || c == ';')
                ? '"' + safe.replace("\"", "\"\"") + '"'
                : safe;
    }

    /**
     * Writes everything that the page shows as one JSON object: generated, begin (the first day of the period), reports,
     * duplicates, left_out (counts by reason), refused (counts by cause), warnings, and domains, an array of objects. Each has
     * domain, verified, verdict, evidence, reasons, would_change, first_day, last_day, trend, policy_types (type, successful,
     * failed, days), failures (policy_type, result_type, mx_host, reason, sessions, first_day, last_day, verified, reporters,
     * advice), origins (as the lines of {@link #failures} without domain and advice), policies (policy_type, mode, latest,
     * current (null if it is not known what the domain publishes now), verified, lines, mx_hosts, reporters, first_day,
     * last_day), reporters (name, submitter, verified, contact, entries, successful, failed, first_day, last_day) and reports
     * (as the lines of {@link #reports} without domain).
     *
     * @param summary the summary
     * @param criteria the criteria for readiness
     * @return the JSON
     */
    public static String json(ReportSummary summary, Criteria criteria) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("generated", summary.asOf().toString());
            json.writeStringField("begin", summary.begin().toString());
            json.writeNumberField("reports", summary.reports());
            json.writeNumberField("duplicates", summary.duplicates());
            numbers(json, "left_out", summary.leftOut());
            numbers(json, "refused", summary.refused());
            strings(json, "warnings", summary.warnings());
            json.writeArrayFieldStart("domains");
            for (RankedDomain each : RankedDomain.of(summary, criteria)) {
                domain(json, each);
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("A string writer does not fail", e);
        }
        return text.toString();
    }

    private static void numbers(JsonGenerator json, String name, Map<?, Integer> numbers) throws IOException {
        json.writeObjectFieldStart(name);
        for (Map.Entry<?, Integer> each : numbers.entrySet()) {
            json.writeNumberField(String.valueOf(each.getKey()), each.getValue());
        }
        json.writeEndObject();
    }

    private static void domain(JsonGenerator json, RankedDomain ranked) throws IOException {
        DomainSummary domain = ranked.domain();
        json.writeStartObject();
        json.writeStringField("domain", domain.domain());
        json.writeBooleanField("verified", domain.isVerified());
        json.writeStringField("verdict", ranked.readiness().level().text());
        json.writeStringField("evidence", ranked.readiness().evidence());
        strings(json, "reasons", ranked.readiness().reasons());
        strings(json, "would_change", ranked.readiness().wouldChange());
        json.writeStringField("first_day", domain.firstDay().toString());
        json.writeStringField("last_day", domain.lastDay().toString());
        json.writeStringField("trend", ranked.trend().text());
        json.writeArrayFieldStart("policy_types");
        for (Map.Entry<String, DomainSummary.Counted> each :
                domain.byPolicyType().entrySet()) {
            json.writeStartObject();
            json.writeStringField("type", each.getKey());
            counts(json, each.getValue().successes(), each.getValue().failures());
            json.writeArrayFieldStart("days");
            for (DaySessions day : each.getValue().days()) {
                json.writeStartObject();
                json.writeStringField("day", day.day().toString());
                counts(json, day.successes(), day.failures());
                json.writeEndObject();
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        failures(json, domain);
        policies(json, domain);
        reporters(json, domain);
        reports(json, domain);
        json.writeEndObject();
    }

    private static void reporters(JsonGenerator json, DomainSummary domain) throws IOException {
        json.writeArrayFieldStart("reporters");
        for (ReporterCounts sender : domain.senders()) {
            json.writeStartObject();
            json.writeStringField("name", sender.name());
            json.writeStringField("submitter", sender.submitter());
            json.writeBooleanField("verified", sender.isVerified());
            json.writeStringField("contact", sender.contact());
            json.writeNumberField("entries", sender.entries());
            counts(json, sender.successes(), sender.failures());
            days(json, sender.firstDay(), sender.lastDay());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void reports(JsonGenerator json, DomainSummary domain) throws IOException {
        json.writeArrayFieldStart("reports");
        for (ReportSeen report : domain.reports()) {
            json.writeStartObject();
            json.writeStringField("report_id", report.reportId());
            json.writeStringField("reporter", report.reporter());
            json.writeStringField("submitter", report.submitter());
            json.writeBooleanField("verified", report.isVerified());
            json.writeStringField("contact", report.contact());
            json.writeStringField("begin", report.begin().toString());
            json.writeStringField("end", report.end().toString());
            json.writeStringField("policy_type", report.policyType());
            counts(json, report.successes(), report.failures());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void failures(JsonGenerator json, DomainSummary domain) throws IOException {
        json.writeArrayFieldStart("failures");
        for (FailureKind failure : domain.failures()) {
            json.writeStartObject();
            json.writeStringField("policy_type", failure.policyType());
            json.writeStringField("result_type", failure.resultType());
            json.writeStringField("mx_host", failure.mxHost());
            json.writeStringField("reason", failure.reason());
            json.writeNumberField("sessions", failure.sessions());
            days(json, failure.firstSeen(), failure.lastSeen());
            json.writeBooleanField("verified", failure.isVerified());
            strings(json, "reporters", failure.reporters());
            json.writeStringField("advice", failure.meaning());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("origins");
        for (FailureOrigin origin : domain.origins()) {
            json.writeStartObject();
            json.writeStringField("reporter", origin.reporter());
            json.writeBooleanField("verified", origin.isVerified());
            json.writeStringField("policy_type", origin.policyType());
            json.writeStringField("result_type", origin.resultType());
            json.writeStringField("mx_host", origin.mxHost());
            json.writeStringField("receiving_ip", origin.receivingIp());
            json.writeStringField("helo", origin.helo());
            json.writeStringField("sending_ip", origin.sendingIp());
            json.writeStringField("reason", origin.reason());
            json.writeStringField("information", origin.information());
            json.writeNumberField("sessions", origin.sessions());
            days(json, origin.firstSeen(), origin.lastSeen());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void policies(JsonGenerator json, DomainSummary domain) throws IOException {
        json.writeArrayFieldStart("policies");
        for (PolicySeen policy : domain.policies()) {
            json.writeStartObject();
            json.writeStringField("policy_type", policy.policyType());
            json.writeStringField("mode", policy.mode());
            json.writeBooleanField("latest", policy.isLatest());
            Optional<Boolean> current = domain.isCurrent(policy);
            if (current.isPresent()) {
                json.writeBooleanField("current", current.get());
            } else {
                json.writeNullField("current");
            }
            json.writeBooleanField("verified", policy.isVerified());
            strings(json, "lines", policy.lines());
            strings(json, "mx_hosts", policy.mxHosts());
            strings(json, "reporters", policy.reporters());
            days(json, policy.firstDay(), policy.lastDay());
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void counts(JsonGenerator json, long successes, long failures) throws IOException {
        json.writeNumberField("successful", successes);
        json.writeNumberField("failed", failures);
    }

    private static void days(JsonGenerator json, LocalDate first, LocalDate last) throws IOException {
        json.writeStringField("first_day", first.toString());
        json.writeStringField("last_day", last.toString());
    }

    private static void strings(JsonGenerator json, String name, Collection<String> values) throws IOException {
        json.writeArrayFieldStart(name);
        for (String value : values) {
            json.writeString(value);
        }
        json.writeEndArray();
    }
}
