package io.github.mtasts.tool.check;

import static io.github.mtasts.tool.GoodDomain.MX1;
import static io.github.mtasts.tool.GoodDomain.MX2;
import static io.github.mtasts.tool.GoodDomain.NAME;

import io.github.mtasts.policy.StsRecordWriter;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.SignatureFault;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.tool.GoodDomain;
import java.net.InetSocketAddress;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;

/** One fault each in a domain that has no other. */
final class Faults {
    private static final String RECORD = "_mta-sts." + NAME;
    private static final String HOST = "mta-sts." + NAME;
    private static final String HEAD = "version: STSv1\r\n";
    private static final String MXS = "mx: " + MX1 + "\r\nmx: " + MX2 + "\r\n";
    private static final Duration SOON = Duration.ofDays(5);

    /**
     * A fault.
     *
     * @param name what it is
     * @param rule the one finding that names it
     * @param make puts it into the domain
     */
    record Fault(String name, String rule, Consumer<GoodDomain> make) {
        @Override
        public String toString() {
            return name;
        }
    }

    private static final List<Fault> ALL = new ArrayList<>();

    private Faults() {}

    private static void fault(String name, String rule, Consumer<GoodDomain> make) {
        ALL.add(new Fault(name, rule, make));
    }

    static List<Fault> all() {
        return List.copyOf(ALL);
    }

    static {
        record();
        policyHost();
        response();
        policy();
        mx();
        sessions();
        reports();
        dane();
    }

    private static void record() {
        fault("no record", "record-missing", d -> d.net().dns().remove(RECORD));
        fault("a record of something else", "record-missing", d -> d.record("spf-like text"));
        fault("a record without an id", "record-invalid", d -> d.record("v=STSv1;"));
        fault("an id with a hyphen", "record-invalid", d -> d.record("v=STSv1; id=2026-01-01;"));
        fault("two records", "record-several", d -> d.record("v=STSv1; id=A1;", "v=STSv1; id=A2;"));
        fault("SERVFAIL for the record", "record-dns-failed", d -> d.net().dns().servfail(RECORD, "TXT"));
        fault("an alias to nowhere", "record-alias-broken", d -> {
            d.net().dns().remove(RECORD);
            d.net().dns().cname(RECORD, "_mta-sts.provider.test");
        });
        fault("a TTL of a week", "record-ttl-long", d -> d.net().dns().ttl(RECORD, 604_800));
        fault(
                "an id with the digest of another policy",
                "id-unchanged",
                d -> d.record("v=STSv1; id="
                        + StsRecordWriter.newId("earlier", d.net().clock()) + ";"));
    }

    private static void policyHost() {
        fault(
                "a Policy Host without an address",
                "policy-host-no-address",
                d -> d.net().dns().remove(HOST));
        fault("a Policy Host that is an alias to nowhere", "policy-host-no-address", d -> {
            d.net().dns().remove(HOST);
            d.net().dns().cname(HOST, "mta-sts.provider.test");
        });
        fault(
                "SERVFAIL for the Policy Host",
                "policy-host-dns-failed",
                d -> d.net().dns().servfail(HOST));
        fault(
                "a private address",
                "policy-host-private-address",
                d -> d.net().dns().a(HOST, "10.0.0.1"));
        fault(
                "a Policy Host that is down",
                "policy-host-unreachable",
                d -> d.host().down());
        fault("one of two addresses down", "policy-host-address-fails", d -> {
            d.host().ipv6();
            List<InetSocketAddress> addresses = d.host().addresses();
            d.host().unreachable(addresses.get(addresses.size() - 1));
        });
        fault(
                "a handshake with the Policy Host that is cut",
                "policy-host-tls-failed",
                d -> d.host().cutInHandshake());
        hostCertificate(
                "a certificate for another name", "name", d -> d.net().ca().issue("www.good.test"));
        hostCertificate("a common name alone", "name", d -> d.net().ca().commonNameOnly(HOST));
        hostCertificate("an expired certificate", "expired", d -> d.net().ca().expired(HOST));
        hostCertificate(
                "a self-signed certificate", "untrusted", d -> d.net().ca().selfSigned(HOST));
        hostCertificate("a missing intermediate", "untrusted", d -> d.net().ca().missingIntermediate(HOST));
        hostCertificate("a certificate that expires in five days", "expiring", d -> expiring(d, HOST));
    }

    private static void hostCertificate(String name, String what, Function<GoodDomain, ServerCertificate> make) {
        fault(name, "policy-host-certificate-" + what, d -> d.host().certificate(make.apply(d)));
    }

    private static ServerCertificate expiring(GoodDomain domain, String name) {
        Instant now = domain.net().clock().instant();
        return domain.net().ca().validityBetween(now.minus(SOON), now.plus(SOON), name);
    }

    private static void response() {
        fault("a redirect", "policy-redirect", d -> d.host().redirect(301, "https://www.good.test/mta-sts.txt"));
        fault("status 404", "policy-status", d -> d.host().status(404));
        fault("a page in HTML", "policy-media-type", d -> d.host().contentType("text/html"));
        fault("no media type", "policy-media-type", d -> d.host().contentType(null));
        fault("gzip", "policy-content-encoding", d -> d.host().header("Content-Encoding", "gzip"));
        fault("a body without an end", "policy-response-broken", d -> d.host().endedByClose());
        fault(
                "a response cut in the middle",
                "policy-response-broken",
                d -> d.host().cutInBody(10));
        fault("70,000 octets", "policy-too-large", d -> d.host().largeBody(70_000));
        fault("70 seconds", "policy-host-slow", Faults::slow);
        fault("another policy at another address", "policy-differs-by-address", d -> {
            d.net()
                    .httpsHost("web2.test")
                    .certificate(d.net().ca().issue(HOST))
                    .body(TestNetwork.policy("enforce", 2_592_000, MX1, MX2, "mx3.good.test"));
            d.net()
                    .dns()
                    .a(
                            HOST,
                            d.host().address().getAddress().getHostAddress(),
                            d.net()
                                    .httpsHost("web2.test")
                                    .address()
                                    .getAddress()
                                    .getHostAddress());
        });
    }

    /** Each request takes 70 seconds of the network's clock, and no time at all of the test's. */
    private static void slow(GoodDomain domain) {
        String body = TestNetwork.policy("enforce", 2_592_000, MX1, MX2);
        domain.host().respondWith(request -> {
            domain.net().clock().advance(Duration.ofSeconds(70));
            return new PolicyHost.Response(200, Map.of("Content-Type", "text/plain"), body);
        });
    }

    private static void policy() {
        fault("a misspelt mode", "policy-invalid", d -> d.policy("enforced", 2_592_000));
        fault("no max_age", "policy-invalid", d -> d.publish(HEAD + "mode: enforce\r\n" + MXS));
        fault(
                "a byte order mark",
                "policy-invalid",
                d -> d.publish("\uFEFF" + TestNetwork.policy("enforce", 2_592_000, MX1, MX2)));
        fault(
                "a blank line",
                "policy-tolerated-fault",
                d -> d.publish(HEAD + "\r\nmode: enforce\r\n" + MXS + "max_age: 2592000\r\n"));
        fault(
                "a second mode",
                "policy-tolerated-fault",
                d -> d.publish(HEAD + "mode: enforce\r\nmode: testing\r\n" + MXS + "max_age: 2592000\r\n"));
        fault(
                "a misspelt field",
                "policy-field-unknown",
                d -> d.publish(HEAD + "mode: enforce\r\n" + MXS + "max-age: 2592000\r\nmax_age: 2592000\r\n"));
        fault("max_age of an hour", "max-age-short", d -> d.policy("enforce", 3600));
        fault("mode none", "mode-none", d -> d.policy("none", 86_400));
        fault(
                "testing for years",
                "testing-long",
                d -> d.policy("testing", 2_592_000).record("v=STSv1; id=20200101000000;"));
        fault(
                "a wildcard for the whole domain",
                "pattern-covers-domain",
                d -> d.publish(TestNetwork.policy("enforce", 2_592_000, "*.good.test")));
        fault(
                "a pattern twice",
                "pattern-redundant",
                d -> d.publish(TestNetwork.policy("enforce", 2_592_000, MX1, MX2, MX1)));
    }

    private static void mx() {
        fault(
                "an MX host that the policy misses",
                "mx-not-in-policy",
                d -> d.publish(TestNetwork.policy("enforce", 2_592_000, MX1)));
        fault(
                "the same in mode testing",
                "mx-not-in-policy",
                d -> d.publish(TestNetwork.policy("testing", 2_592_000, MX1)));
        fault(
                "a pattern that no MX host uses",
                "pattern-unused",
                d -> d.publish(TestNetwork.policy("enforce", 2_592_000, MX1, MX2, "mx9.good.test")));
        fault("SERVFAIL for MX records", "mx-dns-failed", d -> {
            d.net().dns().servfail(NAME, "MX");
            d.tlsRpt("v=TLSRPTv1; rua=https://reports.example.test/");
            d.net().httpsHost("reports.example.test");
        });
        fault(
                "an MX record of an address",
                "mx-record-unusable",
                d -> d.net().dns().mx(NAME, 30, "192.0.2.1"));
        fault(
                "an MX host without an address",
                "mx-no-address",
                d -> d.net().dns().remove(MX2));
        fault(
                "SERVFAIL for an MX host",
                "mx-address-dns-failed",
                d -> d.net().dns().servfail(MX2));
        fault("an MX host that is an alias", "mx-alias", d -> {
            d.net().dns().remove(MX2);
            d.net().dns().cname(MX2, "real.good.test");
            d.net().dns().a("real.good.test", d.mx2().address().getAddress().getHostAddress());
        });
        fault(
                "no such domain",
                "domain-missing",
                d -> List.of(NAME, RECORD, HOST, "_smtp._tls." + NAME, MX1, MX2)
                        .forEach(name -> d.net().dns().remove(name)));
    }

    private static void sessions() {
        fault("an MX host that is down", "mx-unreachable", d -> d.mx2().unreachable());
        fault("one address of an MX host down", "mx-address-unreachable", d -> {
            d.mx2().ipv6();
            List<InetSocketAddress> addresses = d.mx2().addresses();
            d.mx2().unreachable(addresses.get(addresses.size() - 1));
        });
        fault("an MX host that refuses", "mx-smtp-refused", d -> d.mx2().greeting("554 no service"));
        fault("no STARTTLS", "mx-no-starttls", d -> d.mx2().noStartTls());
        fault("STARTTLS refused", "mx-no-starttls", d -> d.mx2().startTlsReply("454 not now"));
        fault("a handshake that is cut", "mx-tls-failed", d -> d.mx2().cutInHandshake());
        mxCertificate(
                "an MX certificate for another name", "name", d -> d.net().ca().issue("mail.good.test"));
        mxCertificate("an expired MX certificate", "expired", d -> d.net().ca().expired(MX2));
        mxCertificate(
                "a self-signed MX certificate", "untrusted", d -> d.net().ca().selfSigned(MX2));
        mxCertificate("an MX certificate of five days", "expiring", d -> expiring(d, MX2));
    }

    private static void mxCertificate(String name, String what, Function<GoodDomain, ServerCertificate> make) {
        fault(name, "mx-certificate-" + what, d -> d.mx2().certificate(make.apply(d)));
    }

    private static void reports() {
        fault("no TLSRPT record", "tlsrpt-missing", d -> d.net().dns().remove("_smtp._tls." + NAME));
        fault("a TLSRPT record without rua", "tlsrpt-invalid", d -> d.tlsRpt("v=TLSRPTv1;"));
        fault(
                "a destination that is none",
                "tlsrpt-tolerated-fault",
                d -> d.tlsRpt("v=TLSRPTv1; rua=mailto:tls@good.test,ftp://good.test/"));
        fault("SERVFAIL for TLSRPT", "tlsrpt-dns-failed", d -> d.net().dns().servfail("_smtp._tls." + NAME));
        fault("a short TTL of TLSRPT", "tlsrpt-ttl-short", d -> d.net().dns().ttl("_smtp._tls." + NAME, 60));
        fault(
                "reports by mail to nowhere",
                "rua-unreachable",
                d -> d.tlsRpt("v=TLSRPTv1; rua=mailto:tls@nowhere.test"));
        fault("reports by mail to a null MX", "rua-unreachable", d -> {
            d.net().dns().nullMx("silent.test");
            d.tlsRpt("v=TLSRPTv1; rua=mailto:tls@silent.test");
        });
        fault(
                "reports by POST to nowhere",
                "rua-unreachable",
                d -> d.tlsRpt("v=TLSRPTv1; rua=https://nowhere.test/reports"));
        fault("reports by POST to a bad certificate", "rua-unreachable", d -> {
            d.net().httpsHost("reports.test").certificate(d.net().ca().selfSigned("reports.test"));
            d.tlsRpt("v=TLSRPTv1; rua=https://reports.test/");
        });
    }

    private static void dane() {
        fault(
                "TLSA records in an unsigned zone",
                "tlsa-unsigned",
                d -> tlsa(d, 3, d.mx1().certificate()));
        fault("a TLSA record of another key", "tlsa-mismatch", d -> {
            d.net().dns().dnssec().sign(NAME);
            tlsa(d, 3, d.net().ca().issue("other.test"));
        });
        fault("TLSA records that nobody can use", "tlsa-unusable", d -> {
            d.net().dns().dnssec().sign(NAME);
            tlsa(d, 1, d.mx1().certificate());
        });
        fault("SERVFAIL for TLSA", "tlsa-dns-failed", d -> {
            d.net().dns().dnssec().sign(NAME);
            d.net().dns().servfail("_25._tcp." + MX1, "TLSA");
        });
        fault("bad signatures of MX records", "dnssec-bogus", d -> {
            d.net().dns().dnssec().sign(NAME);
            d.net().dns().dnssec().fault(NAME, "MX", SignatureFault.BAD);
            d.tlsRpt("v=TLSRPTv1; rua=https://reports.example.test/");
            d.net().httpsHost("reports.example.test");
        });
    }

    /** A record of the whole certificate's SHA-256. */
    private static void tlsa(GoodDomain domain, int usage, ServerCertificate certificate) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(certificate.leaf().getEncoded());
            domain.net().dns().tlsa("_25._tcp." + MX1, usage, 0, 1, digest);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
