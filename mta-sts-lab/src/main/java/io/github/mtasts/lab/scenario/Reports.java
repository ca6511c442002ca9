package io.github.mtasts.lab.scenario;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.github.mtasts.testkit.PolicyHost;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.GZIPInputStream;

/** The TLS reports that arrived (RFC 8460 section 4.4), parsed without the library. */
public final class Reports {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final byte GZIP_1 = 0x1f;
    private static final byte GZIP_2 = (byte) 0x8b;

    private final List<JsonNode> reports;

    private Reports(List<JsonNode> reports) {
        this.reports = reports;
    }

    static Reports postedTo(PolicyHost host) {
        return new Reports(host.requests().stream().map(Reports::parsed).toList());
    }

    private static JsonNode parsed(PolicyHost.Request request) {
        byte[] octets = new byte[request.body().remaining()];
        request.body().duplicate().get(octets);
        try (InputStream in = unpacked(octets)) {
            return JSON.readTree(in);
        } catch (IOException e) {
            return JSON.createObjectNode().put("unreadable", String.valueOf(e.getMessage()));
        }
    }

    /** Reports SHOULD be compressed, and need not be (RFC 8460 section 5.2). */
    private static InputStream unpacked(byte[] octets) throws IOException {
        boolean packed = octets.length > 1 && octets[0] == GZIP_1 && octets[1] == GZIP_2;
        InputStream in = new ByteArrayInputStream(octets);
        return packed ? new GZIPInputStream(in) : in;
    }

    /**
     * The result types in the failure details of policies of types sts and tlsa.
     *
     * @return tokens, in the order of the reports
     */
    public List<String> failuresUnderPolicies() {
        List<String> types = new ArrayList<>(failuresUnder("sts"));
        types.addAll(failuresUnder("tlsa"));
        return List.copyOf(types);
    }

    /**
     * The result types in the failure details of policies of type no-policy-found.
     *
     * @return tokens, in the order of the reports
     */
    public List<String> failuresWithoutPolicy() {
        return failuresUnder("no-policy-found");
    }

    private List<String> failuresUnder(String policyType) {
        List<String> types = new ArrayList<>();
        for (JsonNode report : reports) {
            for (JsonNode policy : report.path("policies")) {
                if (isOfType(policyType, policy)) {
                    policy.path("failure-details")
                            .forEach(failure ->
                                    types.add(failure.path("result-type").asText()));
                }
            }
        }
        return List.copyOf(types);
    }

    /**
     * Whether a report contains a policy of type sts.
     *
     * @return true if so
     */
    public boolean containSts() {
        return reports.stream().anyMatch(report -> {
            for (JsonNode policy : report.path("policies")) {
                if (isOfType("sts", policy)) {
                    return true;
                }
            }
            return false;
        });
    }

    private static boolean isOfType(String policyType, JsonNode policy) {
        return policy.path("policy").path("policy-type").asText().equals(policyType);
    }

    /**
     * The JSON of each report.
     *
     * @return one text per report
     */
    public List<String> texts() {
        return reports.stream().map(Reports::text).toList();
    }

    private static String text(JsonNode report) {
        try {
            return JSON.writeValueAsString(report);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("what was parsed can be written", e);
        }
    }
}
