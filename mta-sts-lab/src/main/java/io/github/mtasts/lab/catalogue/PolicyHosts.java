package io.github.mtasts.lab.catalogue;

import static io.github.mtasts.lab.catalogue.Family.POLICY_HOST;
import static io.github.mtasts.lab.catalogue.ScenarioBuilder.scenario;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX;
import static io.github.mtasts.lab.scenario.ScenarioContext.MX2;

import io.github.mtasts.lab.Ability;
import io.github.mtasts.lab.Verdict;
import io.github.mtasts.lab.scenario.ScenarioContext;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.TestCa;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.zip.GZIPOutputStream;

/** Attacks at the policy host or in place of it: the sender has a policy, a newer id is announced, and the attacker answers. */
final class PolicyHosts {
    private static final String NONE = ScenarioContext.policy("none");
    private static final String FILLER = "x-filler: 0123456789abcdef0123456789abcdef0123456789abcdef\r\n";
    private static final int EIGHT = 8;
    private static final int TOO_MUCH = 100_000;
    private static final int VERY_MUCH = 16 << 20;

    private PolicyHosts() {}

    static List<Scenario> scenarios() {
        return List.of(
                answer(
                                "host-redirect",
                                "Redirect within the host",
                                host -> host.respondWith(request -> {
                                    boolean there = request.path().startsWith("/elsewhere");
                                    return there
                                            ? plain(200, NONE)
                                            : redirectTo("https://mta-sts.target.test/elsewhere.txt");
                                }))
                        .exploits(Flaw.FOLLOWS_REDIRECTS)
                        .reported("sts-policy-fetch-error")
                        .exercises(POLICY_HOST, "STS-3.3-11", "STS-3.3-18"),
                answer(
                                "host-html",
                                "200 with HTML",
                                host -> host.contentType("text/html").body(NONE))
                        .exploits(Flaw.ACCEPTS_ANY_TYPE)
                        .reported("sts-policy-fetch-error")
                        .exercises(POLICY_HOST, "STS-3.2-02", "STS-3.3-18"),
                answer(
                                "host-404-policy",
                                "404 with a policy",
                                host -> host.status(404).body(NONE))
                        .exploits(Flaw.ACCEPTS_ANY_STATUS)
                        .reported("sts-policy-fetch-error")
                        .exercises(POLICY_HOST, "STS-3.3-10", "STS-3.3-18"),
                answer("host-oversize", "A policy of 100,000 octets", host -> host.body(padded(TOO_MUCH)))
                        .exploits(Flaw.CUTS_BODIES, Flaw.READS_ANY_SIZE)
                        .reported("sts-policy-fetch-error")
                        .exercises(POLICY_HOST, "STS-3.3-15", "STS-3.3-18"),
                answer(
                                "host-bomb",
                                "A compression bomb",
                                host -> host.header("Content-Encoding", "gzip").body(packed(padded(VERY_MUCH))))
                        .exploits(Flaw.DECOMPRESSES)
                        .reported("sts-policy-fetch-error")
                        .exercises(POLICY_HOST, "STS-3.3-15", "STS-3.3-18"),
                truncated(),
                published(
                                "host-ipv6-first",
                                "Eight IPv6 addresses before the IPv4 address",
                                "has eight IPv6 addresses that the sender cannot reach",
                                context -> context.net().dns().aaaa(ScenarioContext.POLICY_HOST, unreachable(EIGHT)))
                        .exploits(Flaw.TRIES_EIGHT_ADDRESSES)
                        .exercises(POLICY_HOST, "STS-3.3-01", "STS-5-03"),
                published(
                                "host-warning-alert",
                                "A warning alert from the policy host",
                                "sends a TLS alert of level warning before its ServerHello",
                                context -> context.policyHost().warningAlerts(1))
                        .exploits(Flaw.ENDS_AT_WARNINGS)
                        .exercises(POLICY_HOST, "STS-3.3-01", "STS-5-03"),
                stopping("host-endless", "An endless body", host -> host.chunkedBody(Long.MAX_VALUE / 2))
                        .exploits(Flaw.READS_ANY_SIZE)
                        .exercises(POLICY_HOST, "STS-3.3-15", "STS-3.3-18"),
                stopping(
                                "host-drip",
                                "A body of one octet every half second",
                                host -> host.body(NONE).drip(1, Duration.ofMillis(500)))
                        .exploits(Flaw.NO_FETCH_DEADLINE)
                        .exercises(POLICY_HOST, "STS-3.3-14", "STS-3.3-18"),
                certificate(
                                "host-untrusted",
                                "Mode none under an untrusted certificate",
                                ca -> ca.selfSigned(ScenarioContext.POLICY_HOST))
                        .exploits(Flaw.TRUSTS_ANY_CHAIN)
                        .exercises(POLICY_HOST, "STS-3.3-02", "STS-3.3-18"),
                certificate(
                                "host-expired",
                                "Mode none under an expired certificate",
                                ca -> ca.expired(ScenarioContext.POLICY_HOST))
                        .exploits(Flaw.IGNORES_VALIDITY)
                        .exercises(POLICY_HOST, "STS-3.3-03", "STS-3.3-18"),
                certificate(
                                "host-common-name",
                                "Mode none under a common name",
                                ca -> ca.commonNameOnly(ScenarioContext.POLICY_HOST))
                        .exploits(Flaw.READS_COMMON_NAMES)
                        .exercises(POLICY_HOST, "STS-3.3-05", "STS-3.3-18"),
                certificate(
                                "host-partial-wildcard",
                                "Mode none under mta-*.target.test",
                                ca -> ca.withSans("attacker", "dns:mta-*.target.test"))
                        .exploits(Flaw.PARTIAL_WILDCARDS)
                        .exercises(POLICY_HOST, "STS-3.3-07", "STS-3.3-18"),
                certificate(
                                "host-email-authority",
                                "Mode none under a certificate from an authority for e-mail only",
                                ca -> ca.emailAuthority(ScenarioContext.POLICY_HOST))
                        .exploits(Flaw.IGNORES_ISSUER_USAGE)
                        .exercises(POLICY_HOST, "STS-3.3-02", "STS-3.3-18"),
                certificate(
                                "host-weak-key",
                                "Mode none under a weak key",
                                ca -> ca.weakRsa(ScenarioContext.POLICY_HOST))
                        .exploits(Flaw.ACCEPTS_WEAK_KEYS)
                        .exercises(POLICY_HOST, "STS-3.3-02", "STS-3.3-18"),
                certificate(
                                "host-revoked",
                                "Mode none under a revoked certificate",
                                ca -> ca.revoked(ScenarioContext.POLICY_HOST))
                        .needs(Ability.REVOCATION)
                        .exploits(Flaw.IGNORES_REVOCATION)
                        .exercises(POLICY_HOST, "STS-3.3-08", "STS-3.3-18"));
    }

    /** The attacker wants the answer to replace the cached policy. */
    static ScenarioBuilder answer(String id, String name, Consumer<PolicyHost> answer) {
        return replacing(id, name, context -> answer.accept(context.policyHost()));
    }

    private static ScenarioBuilder certificate(String id, String name, Function<TestCa, ServerCertificate> shown) {
        return replacing(
                        id,
                        name,
                        context -> context.policyHost()
                                .body(NONE)
                                .certificate(shown.apply(context.net().ca())))
                .reported("sts-webpki-invalid");
    }

    private static ScenarioBuilder replacing(String id, String name, Step.Action answer) {
        return announced(id, name, "and strips TLS", answer)
                .stripped()
                .send()
                .retryAfter("half an hour", Duration.ofMinutes(30))
                .exploits(Flaw.NO_POLICIES)
                .reported("starttls-not-supported");
    }

    /** The attacker wants to stop the mail. */
    private static ScenarioBuilder stopping(String id, String name, Consumer<PolicyHost> answer) {
        return announced(id, name, "and does nothing else", context -> answer.accept(context.policyHost()))
                .send()
                .laterAnotherMessage()
                .expects(Expectation.DELIVER_PROTECTED)
                .aimsAt(Verdict.OVER_BLOCKED)
                .reported("sts-policy-fetch-error");
    }

    /** The policy host is as it is; the attacker has only to wait for a sender that does not get the policy. */
    private static ScenarioBuilder published(String id, String name, String what, Step.Action setting) {
        return scenario(id, name)
                .by(Attacker.ON_PATH, "strips TLS, in the hope that the sender has not obtained the policy")
                .needs(Ability.DISCOVERY)
                .step(
                        "the domain publishes a policy of mode enforce, its policy host " + what
                                + ", and a first message is delivered",
                        context -> {
                            context.publish("enforce");
                            setting.run(context);
                            context.learn();
                        })
                .stripped()
                .send()
                .exploits(Flaw.NO_POLICIES)
                .reported("starttls-not-supported");
    }

    private static String[] unreachable(int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(host -> "2001:db8:dead::" + host)
                .toArray(String[]::new);
    }

    /** JSSE cannot tell the end of the TLS stream from that of the connection, which an attacker can cause at any record. */
    private static Scenario truncated() {
        String both = ScenarioContext.policy("enforce", MX, MX2);
        String unmarked = "version: STSv1\r\nmode: enforce\r\nmax_age: 604800\r\nmx: " + MX + "\r\nmx: " + MX2 + "\r\n";
        return scenario("host-truncated", "A policy without a length is truncated")
                .by(
                        Attacker.ON_PATH,
                        "ends the connection to the policy host within the policy, and strips TLS at the only host that is left"
                                + " in it")
                .needs(Ability.DISCOVERY, Ability.COMPARISON)
                .step(
                        "the domain has two MX hosts and an enforce policy, and a first message is delivered",
                        context -> {
                            context.host(MX2);
                            context.net().mx(ScenarioContext.DOMAIN, MX, MX2);
                            context.publish("1", both);
                            context.learn();
                        })
                .step(
                        "ten minutes later a new id is announced; the policy host marks the end of the policy by closing, and the"
                                + " attacker closes before its last line",
                        context -> {
                            context.later(PolicyRecords.A_WHILE);
                            context.policyHost().body(unmarked).endedByClose().cutInBody(unmarked.lastIndexOf("mx:"));
                            context.forge(ScenarioContext.RECORD, lie -> lie.txt("v=STSv1; id=2;"));
                            context.decoy();
                        })
                .stripped()
                .send()
                .laterAnotherMessage()
                .expects(Expectation.DELIVER_PROTECTED)
                .aimsAt(Verdict.OVER_BLOCKED)
                .exploits(Flaw.TAKES_UNMARKED_ENDS)
                .reported("sts-policy-fetch-error")
                .reported("starttls-not-supported")
                .exercises(POLICY_HOST, "STS-3.3-17", "STS-3.3-18");
    }

    static ScenarioBuilder announced(String id, String name, String andThen, Step.Action answer) {
        return scenario(id, name)
                .by(Attacker.ROGUE_POLICY_HOST, "answers for the policy host, announces a new id " + andThen)
                .needs(Ability.DISCOVERY, Ability.COMPARISON)
                .known("enforce")
                .step("ten minutes later a new id is announced, and the policy host answers: " + name, context -> {
                    context.later(PolicyRecords.A_WHILE);
                    answer.run(context);
                    context.forge(ScenarioContext.RECORD, lie -> lie.txt("v=STSv1; id=2;"));
                });
    }

    private static PolicyHost.Response plain(int status, String body) {
        return new PolicyHost.Response(status, Map.of("Content-Type", "text/plain"), body);
    }

    private static PolicyHost.Response redirectTo(String location) {
        return new PolicyHost.Response(301, Map.of("Content-Type", "text/plain", "Location", location), "moved\r\n");
    }

    private static String padded(int size) {
        return NONE + FILLER.repeat(size / FILLER.length());
    }

    private static byte[] packed(String text) {
        ByteArrayOutputStream octets = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(octets)) {
            gzip.write(text.getBytes(StandardCharsets.US_ASCII));
        } catch (IOException e) {
            throw new IllegalStateException("writing to memory does not fail", e);
        }
        return octets.toByteArray();
    }
}
