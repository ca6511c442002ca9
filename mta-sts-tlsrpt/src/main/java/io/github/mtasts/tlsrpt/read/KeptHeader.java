package io.github.mtasts.tlsrpt.read;

import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.text.Printable;
import io.github.mtasts.tlsrpt.read.ReportRead.Verification;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The first line of a file that the inbox keeps: the verdict on the submitter at the time of reception, before the octets of
 * the report as they were received. Its fields are separated by tabs.
 *
 * @param submitter the submitter
 * @param fileName the name of the received file; empty if it had none
 * @param length the number of octets of the line with its line feed
 */
record KeptHeader(Submitter submitter, String fileName, int length) {
    private static final String VERSION = "tlsrpt-inbox-1";
    private static final int MAX_LENGTH = 64 << 10;
    private static final int MAX_NAME = 1000;

    static byte[] line(Submitter submitter, String fileName) {
        String line = String.join(
                "\t",
                VERSION,
                submitter.verification().name(),
                String.join(
                        ",",
                        submitter.domains().stream().map(PolicyDomain::name).toList()),
                String.join(",", submitter.signers()),
                Printable.line(fileName, MAX_NAME));
        return (line + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Parses the first line of a file; returns empty if it is damaged. */
    static Optional<KeptHeader> parse(byte[] file) {
        int end = 0;
        while (end < file.length && end < MAX_LENGTH && file[end] != '\n') {
            end++;
        }
        String[] fields = new String(file, 0, end, StandardCharsets.UTF_8).split("\t", -1);
        if (end == file.length || fields.length != 5 || !fields[0].equals(VERSION)) {
            return Optional.empty();
        }
        List<PolicyDomain> domains = list(fields[2])
                .map(PolicyDomain::parse)
                .flatMap(Optional::stream)
                .toList();
        try {
            Submitter submitter = new Submitter(
                    Verification.valueOf(fields[1]), domains, list(fields[3]).toList());
            return Optional.of(new KeptHeader(submitter, fields[4], end + 1));
        } catch (IllegalArgumentException e) {
            return Optional.empty(); // a verification that does not exist, or one that does not match the domains
        }
    }

    private static Stream<String> list(String field) {
        return Arrays.stream(field.split(",", -1)).filter(each -> !each.isEmpty());
    }
}
