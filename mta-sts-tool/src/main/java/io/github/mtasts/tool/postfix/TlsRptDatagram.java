package io.github.mtasts.tool.postfix;

import io.github.mtasts.failure.ResultType;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.PolicyType;
import io.github.mtasts.tlsrpt.foreign.ForeignSession;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a datagram of libtlsrpt: one session as Postfix saw it. Octets that are no UTF-8, as in a hostile EHLO reply, become U+FFFD.
 * The TLSRPT record in it is not read: who may write to the socket must not choose where reports go, and the record is looked up when
 * the day is over in any case (RFC 8460 section 3). Thread-safe.
 */
final class TlsRptDatagram {
    private static final String VERSION = "1";
    private static final long FINAL_SUCCESS = 0;
    private static final long FINAL_FAILURE = 1;
    private static final String OCTET = "(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])";
    /** Four numbers, or hexadecimal digits with a colon: such a text is an address, or none, and never a name that is looked up. */
    private static final Pattern ADDRESS =
            Pattern.compile("(" + OCTET + "\\.){3}" + OCTET + "|(?=[^:]*:)[0-9a-fA-F:.]{2,45}");

    private final JsonTree json = new JsonTree();

    /**
     * Reads a datagram.
     *
     * @param octets its octets
     * @param time when it came: a datagram has no time of its own
     * @throws IOException when it is malformed; the message is a sentence
     */
    ForeignSession read(byte[] octets, Instant time) throws IOException {
        Map<String, @Nullable Object> root = json.object(new String(octets, StandardCharsets.UTF_8));
        Object version = root.getOrDefault("dpv", VERSION);
        if (!VERSION.equals(version)) {
            throw new IOException("the datagram has another version than 1");
        }
        PolicyDomain domain =
                PolicyDomain.parse(text(root, "d")).orElseThrow(() -> new IOException("the datagram names no domain"));
        List<ForeignSession.Policy> policies = new ArrayList<>();
        for (Object each : list(root, "policies")) {
            policies.add(policy(domain, object(each)));
        }
        if (policies.isEmpty()) {
            throw new IOException("the datagram names no policy");
        }
        return new ForeignSession(domain, time, policies);
    }

    private static ForeignSession.Policy policy(PolicyDomain domain, Map<?, ?> policy) throws IOException {
        if (!(policy.get("f") instanceof Long verdict) || (verdict != FINAL_SUCCESS && verdict != FINAL_FAILURE)) {
            throw new IOException("a policy has no verdict");
        }
        List<ForeignSession.Failed> failures = new ArrayList<>();
        for (Object each : list(policy, "failure-details")) {
            failures.add(failed(object(each)));
        }
        String policyDomain = text(policy, "policy-domain");
        return new ForeignSession.Policy(
                type(policy.get("policy-type")),
                policyDomain.isEmpty() ? domain.name() : policyDomain,
                texts(policy, "policy-string"),
                texts(policy, "mx-host"),
                verdict == FINAL_SUCCESS,
                failures);
    }

    private static ForeignSession.Failed failed(Map<?, ?> detail) {
        String reason = Stream.of(text(detail, "f"), text(detail, "a"))
                .filter(each -> !each.isEmpty())
                .collect(Collectors.joining(": "));
        return new ForeignSession.Failed(
                result(detail.get("c")),
                address(text(detail, "s")),
                text(detail, "n"),
                text(detail, "h"),
                address(text(detail, "r")),
                reason);
    }

    private static PolicyType type(@Nullable Object number) throws IOException {
        if (Long.valueOf(1).equals(number)) {
            return PolicyType.TLSA;
        }
        if (Long.valueOf(2).equals(number)) {
            return PolicyType.STS;
        }
        if (Long.valueOf(9).equals(number)) {
            return PolicyType.NO_POLICY_FOUND;
        }
        throw new IOException("a policy has an unknown type");
    }

    /** RFC 8460 section 4.3; what is unknown, or unfinished, is a failure for which no other type fits. */
    private static ResultType result(@Nullable Object number) {
        return switch (number instanceof Long code ? code.intValue() : 0) {
            case 201 -> ResultType.STARTTLS_NOT_SUPPORTED;
            case 202 -> ResultType.CERTIFICATE_HOST_MISMATCH;
            case 203 -> ResultType.CERTIFICATE_NOT_TRUSTED;
            case 204 -> ResultType.CERTIFICATE_EXPIRED;
            case 301 -> ResultType.STS_POLICY_FETCH_ERROR;
            case 302 -> ResultType.STS_POLICY_INVALID;
            case 303 -> ResultType.STS_WEBPKI_INVALID;
            case 304 -> ResultType.TLSA_INVALID;
            case 305 -> ResultType.DNSSEC_INVALID;
            case 306 -> ResultType.DANE_REQUIRED;
            default -> ResultType.VALIDATION_FAILURE;
        };
    }

    private static @Nullable InetAddress address(String text) {
        try {
            return ADDRESS.matcher(text).matches() ? InetAddress.getByName(text) : null;
        } catch (UnknownHostException e) {
            return null; // a report leaves out an address that is none
        }
    }

    private static Map<?, ?> object(@Nullable Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            return map;
        }
        throw new IOException("the datagram has something else where an object belongs");
    }

    private static List<?> list(Map<?, ?> object, String name) {
        return object.get(name) instanceof List<?> list ? list : List.of();
    }

    private static List<String> texts(Map<?, ?> object, String name) {
        return list(object, name).stream()
                .filter(String.class::isInstance)
                .map(String.class::cast)
                .toList();
    }

    private static String text(Map<?, ?> object, String name) {
        return object.get(name) instanceof String text ? text : "";
    }
}
