package io.github.mtasts.interop;

import static io.github.mtasts.interop.DaneCase.dane;
import static io.github.mtasts.interop.DaneSite.BOGUS;
import static io.github.mtasts.interop.DaneSite.SIGNED;
import static io.github.mtasts.interop.DaneSite.UNKNOWN_DIGEST;
import static io.github.mtasts.interop.DaneSite.UNSIGNED;
import static io.github.mtasts.interop.DaneSite.cut;
import static io.github.mtasts.interop.DaneSite.data;
import static io.github.mtasts.interop.DaneSite.sending;
import static io.github.mtasts.interop.DaneSite.wrong;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.Candidate;
import io.github.mtasts.DeliveryAttempt;
import io.github.mtasts.DeliveryRequest;
import io.github.mtasts.Dialer;
import io.github.mtasts.MtaSts;
import io.github.mtasts.Opening;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.dns.MxLookupResult;
import io.github.mtasts.faults.FreePort;
import io.github.mtasts.interop.DaneCase.Verdict;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.outcome.MxDecision;
import io.github.mtasts.testkit.RealAddresses;
import io.github.mtasts.testkit.ServerCertificate;
import io.github.mtasts.testkit.SignatureFault;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.trust.TrustAnchors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.bouncycastle.asn1.x509.BasicConstraints;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.extension.RegisterExtension;

/**
 * What TLSA records lead to: the library beside {@code posttls-finger -l dane} behind a validating Unbound, with the same records
 * and the same hosts. The library validates itself, and in a second pass takes the AD bit of the same Unbound.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class DaneTest {
    @RegisterExtension
    static final Servers SERVERS = new Servers(Software.UNBOUND, Software.POSTFIX);

    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration YEAR = Duration.ofDays(365);
    private static final Authority AUTHORITY = new Authority(Authority.Keys.EC);
    private static final Authority RSA = new Authority(Authority.Keys.RSA);

    private static final List<DaneCase> IN_EVERY_BUILD = List.of(
            dane("3 1 1", Verdict.AUTHENTICATED, site -> ownKey(site, site.good())),
            dane("3 1 1 of another key", Verdict.REFUSED, site -> {
                site.shows(site.good());
                site.tlsa(3, 1, 1, site.good().leaf());
            }),
            dane("2 0 1 of the issuer", Verdict.AUTHENTICATED, site -> issuer(site, site.good())),
            dane(
                    "2 0 1 of the issuer, wrong name",
                    Verdict.REFUSED,
                    site -> issuer(site, site.ca().issue("other.example"))),
            dane("1 1 1", Verdict.ENCRYPTED, site -> one(site, 1, 1, 1)),
            dane("3 1 2 wrong beside 3 1 1 right", Verdict.REFUSED, site -> {
                ServerCertificate own = site.good();
                site.shows(own).tlsa(3, 1, 1, own.leaf()).tlsa(3, 1, 2, wrong(data(1, 2, own.leaf())));
            }),
            dane("TLSA answered SERVFAIL", Verdict.WAITS, site -> {
                ownKey(site, site.good());
                site.dns().servfail(site.owner(site.host()), "TLSA");
            }),
            dane("TLSA in an unsigned zone", Verdict.NO_DANE, site -> ownKey(site, site.good()))
                    .in(UNSIGNED, UNSIGNED));

    private static final List<DaneCase> USAGE_3 = List.of(
            dane("3 0 1", Verdict.AUTHENTICATED, site -> one(site, 3, 0, 1)),
            dane("3 1 2", Verdict.AUTHENTICATED, site -> one(site, 3, 1, 2)),
            dane("3 0 2", Verdict.AUTHENTICATED, site -> one(site, 3, 0, 2)),
            dane("3 1 0", Verdict.AUTHENTICATED, site -> one(site, 3, 1, 0)),
            dane("3 0 0", Verdict.AUTHENTICATED, site -> one(site, 3, 0, 0)),
            dane(
                    "3 1 1 of an RSA key",
                    Verdict.AUTHENTICATED,
                    site -> ownKey(site, site.ca().rsa(site.host()))),
            dane("3 1 0 of an RSA key", Verdict.AUTHENTICATED, site -> {
                ServerCertificate own = site.ca().rsa(site.host());
                site.shows(own).tlsa(3, 1, 0, own.leaf());
            }),
            dane(
                    "3 1 1 of an RSA key of 1,024 bits",
                    Verdict.AUTHENTICATED,
                    site -> ownKey(site, site.ca().weakRsa(site.host()))),
            dane(
                    "3 1 1, expired",
                    Verdict.AUTHENTICATED,
                    site -> ownKey(site, site.ca().expired(site.host()))),
            dane(
                    "3 1 1, not yet valid",
                    Verdict.AUTHENTICATED,
                    site -> ownKey(site, site.ca().notYetValid(site.host()))),
            dane(
                    "3 1 1, wrong name",
                    Verdict.AUTHENTICATED,
                    site -> ownKey(site, site.ca().issue("other.example"))),
            dane(
                    "3 1 1, self-signed",
                    Verdict.AUTHENTICATED,
                    site -> ownKey(site, site.ca().selfSigned("nobody.example"))),
            dane(
                    "3 1 1, for TLS clients",
                    Verdict.AUTHENTICATED,
                    site -> ownKey(site, site.ca().wrongUsage(site.host()))),
            dane("3 1 1 of the issuer", Verdict.REFUSED, site -> {
                site.shows(site.good()).tlsa(3, 1, 1, site.ca().intermediate());
            }),
            dane("two 3 1 1, of which one is right", Verdict.AUTHENTICATED, site -> {
                ownKey(site, site.good());
                site.tlsa(3, 1, 1, site.good().leaf());
            }));

    private static final List<DaneCase> USAGE_2 = List.of(
            dane("2 1 1 of the issuer", Verdict.AUTHENTICATED, site -> {
                site.shows(site.good()).tlsa(2, 1, 1, site.ca().intermediate());
            }),
            dane("2 0 2 of the issuer", Verdict.AUTHENTICATED, site -> {
                site.shows(site.good()).tlsa(2, 0, 2, site.ca().intermediate());
            }),
            dane("2 0 1 of the root, which is sent", Verdict.AUTHENTICATED, site -> {
                site.shows(withRoot(site, site.good())).tlsa(2, 0, 1, site.ca().root());
            }),
            dane("2 1 1 of the root, which is sent", Verdict.AUTHENTICATED, site -> {
                site.shows(withRoot(site, site.good())).tlsa(2, 1, 1, site.ca().root());
            }),
            dane("2 0 1 of the root, which is sent before the intermediate", Verdict.AUTHENTICATED, site -> {
                site.shows(sending(site.good(), site.ca().root(), site.ca().intermediate()))
                        .tlsa(2, 0, 1, site.ca().root());
            }),
            dane("2 0 1 of the root, which is not sent", Verdict.REFUSED, site -> {
                site.shows(site.good()).tlsa(2, 0, 1, site.ca().root());
            }),
            dane("2 1 1 of the root, which is not sent", Verdict.REFUSED, site -> {
                site.shows(site.good()).tlsa(2, 1, 1, site.ca().root());
            }),
            dane("2 0 1 of the issuer, which is not sent", Verdict.REFUSED, site -> {
                site.shows(site.ca().missingIntermediate(site.host()))
                        .tlsa(2, 0, 1, site.ca().intermediate());
            }),
            dane("2 0 1 of the root, and the intermediate is not sent", Verdict.REFUSED, site -> {
                site.shows(sending(site.good(), site.ca().root()))
                        .tlsa(2, 0, 1, site.ca().root());
            }),
            dane("2 0 1 of another authority, which is sent", Verdict.REFUSED, site -> {
                site.shows(sending(site.good(), site.ca().intermediate(), AUTHORITY.root()))
                        .tlsa(2, 0, 1, AUTHORITY.root());
            }),
            dane("2 1 1 of the host's own key", Verdict.REFUSED, site -> one(site, 2, 1, 1)),
            dane("2 0 1 of a self-signed certificate", Verdict.REFUSED, site -> {
                ServerCertificate own = site.ca().selfSigned(site.host());
                site.shows(own).tlsa(2, 0, 1, own.leaf());
            }),
            dane("2 0 0 of a self-signed certificate", Verdict.REFUSED, site -> {
                ServerCertificate own = site.ca().selfSigned(site.host());
                site.shows(own).tlsa(2, 0, 0, own.leaf());
            }),
            dane("2 0 0 of the root, which is not sent", Verdict.AUTHENTICATED, site -> {
                site.shows(site.good()).tlsa(2, 0, 0, site.ca().root());
            }),
            dane("2 0 0 of the issuer, which is not sent", Verdict.AUTHENTICATED, site -> {
                site.shows(site.ca().missingIntermediate(site.host()))
                        .tlsa(2, 0, 0, site.ca().intermediate());
            }),
            dane("2 1 0 of the root, which is sent", Verdict.AUTHENTICATED, site -> {
                site.shows(withRoot(site, site.good())).tlsa(2, 1, 0, site.ca().root());
            }),
            dane("2 1 0 of the issuer, which is sent", Verdict.AUTHENTICATED, site -> {
                site.shows(site.good()).tlsa(2, 1, 0, site.ca().intermediate());
            }),
            dane("2 1 0 of the root, which is not sent", Verdict.REFUSED, site -> {
                        site.shows(site.good()).tlsa(2, 1, 0, site.ca().root());
                    })
                    .postfix(
                            Verdict.AUTHENTICATED,
                            "OpenSSL verifies with a bare key, which RFC 7671 section 5.2.2 leaves open"),
            dane(
                    "2 0 1, expired",
                    Verdict.REFUSED,
                    site -> issuer(site, site.ca().expired(site.host()))),
            dane(
                    "2 0 1, not yet valid",
                    Verdict.REFUSED,
                    site -> issuer(site, site.ca().notYetValid(site.host()))),
            dane(
                    "2 0 1, name of the next hop",
                    Verdict.AUTHENTICATED,
                    site -> issuer(site, site.ca().issue(site.domain()))),
            dane(
                    "2 0 1, wildcard",
                    Verdict.AUTHENTICATED,
                    site -> issuer(site, site.ca().issue("*." + site.domain()))),
            dane(
                    "2 0 1, part of a label as wildcard",
                    Verdict.REFUSED,
                    site -> issuer(site, site.ca().withSans("", "dns:m*." + site.domain()))),
            dane(
                    "2 0 1, common name only",
                    Verdict.AUTHENTICATED,
                    site -> issuer(site, site.ca().commonNameOnly(site.host()))),
            dane(
                    "2 0 1, common name beside another name",
                    Verdict.REFUSED,
                    site -> issuer(site, site.ca().withSans(site.host(), "dns:other.example"))),
            dane(
                    "2 0 1, for TLS clients",
                    Verdict.REFUSED,
                    site -> issuer(site, site.ca().wrongUsage(site.host()))),
            dane(
                    "2 0 1 of the root, an intermediate for e-mail",
                    Verdict.REFUSED,
                    site -> root(site, site.ca().emailAuthority(site.host()))),
            dane(
                    "2 0 1 of the root, a name that the intermediate may not sign",
                    Verdict.REFUSED,
                    site -> root(site, site.ca().nameConstraintViolated(site.host()))),
            dane(
                    "2 0 1 of the issuer, a name that it may not sign",
                    Verdict.REFUSED,
                    site -> issuer(site, site.ca().nameConstraintViolated(site.host()))),
            dane("2 0 1 of the issuer, an RSA chain", Verdict.AUTHENTICATED, site -> {
                Authority.Leaf own = RSA.issue(site.host());
                X509Certificate issuer = own.chain().get(1);
                site.shows(sending(own, issuer)).tlsa(2, 0, 1, issuer);
            }),
            dane("2 1 1 of the root, an RSA chain", Verdict.AUTHENTICATED, site -> {
                Authority.Leaf own = RSA.issue(site.host());
                site.shows(sending(own, own.chain().get(1), RSA.root())).tlsa(2, 1, 1, RSA.root());
            }),
            dane(
                            "2 0 1 of the issuer, an RSA key of 1,024 bits",
                            Verdict.REFUSED,
                            site -> issuer(site, site.ca().weakRsa(site.host())))
                    .postfix(Verdict.AUTHENTICATED, "Postfix accepts RSA keys of 1,024 bits"),
            dane(
                    "2 0 1 of an expired issuer",
                    Verdict.REFUSED,
                    site -> anchored(site, 0, Duration.ofDays(-1), Authority.ANY_AUTHORITY)),
            dane(
                    "2 1 1 of an expired issuer",
                    Verdict.REFUSED,
                    site -> anchored(site, 1, Duration.ofDays(-1), Authority.ANY_AUTHORITY)),
            dane(
                    "2 0 1 of an issuer that is no authority",
                    Verdict.REFUSED,
                    site -> anchored(site, 0, YEAR, Authority.NO_AUTHORITY)),
            dane("2 0 1 of an anchor with path length 0 above an authority", Verdict.REFUSED, site -> {
                Authority.Leaf anchor =
                        AUTHORITY.authority("Interop Anchor", null, YEAR.multipliedBy(2), new BasicConstraints(0));
                Authority.Leaf below = AUTHORITY.authority("Interop Sub CA", anchor, YEAR, Authority.ANY_AUTHORITY);
                site.shows(sending(
                                AUTHORITY.issuedBy(below, site.host()),
                                below.chain().get(0),
                                anchor.chain().get(0)))
                        .tlsa(2, 0, 1, anchor.chain().get(0));
            }));

    private static final List<DaneCase> SETS = List.of(
            dane("0 0 1", Verdict.ENCRYPTED, site -> {
                site.shows(site.good()).tlsa(0, 0, 1, site.ca().intermediate());
            }),
            dane("0 0 1 and 1 1 1", Verdict.ENCRYPTED, site -> {
                one(site, 1, 1, 1);
                site.tlsa(0, 0, 1, site.ca().intermediate());
            }),
            dane("1 1 1 wrong beside 3 1 1 right", Verdict.AUTHENTICATED, site -> {
                ownKey(site, site.good());
                site.tlsa(1, 1, 1, site.good().leaf());
            }),
            dane("1 1 1 right beside 3 1 1 wrong", Verdict.REFUSED, site -> {
                one(site, 1, 1, 1);
                site.tlsa(3, 1, 1, site.good().leaf());
            }),
            dane("unknown usage 4", Verdict.ENCRYPTED, site -> one(site, 4, 1, 1)),
            dane("private usage 255", Verdict.ENCRYPTED, site -> one(site, 255, 1, 1)),
            dane("unknown selector 2", Verdict.ENCRYPTED, site -> one(site, 3, 2, 1)),
            dane("unknown matching type 3", Verdict.ENCRYPTED, site -> one(site, 3, 1, 3)),
            dane("unknown matching type 3 beside 3 1 1", Verdict.AUTHENTICATED, site -> {
                ownKey(site, site.good());
                site.tlsa(3, 1, 3, new byte[48]);
            }),
            dane("3 1 1 of 31 octets", Verdict.ENCRYPTED, site -> {
                ServerCertificate own = site.good();
                site.shows(own).tlsa(3, 1, 1, cut(data(1, 1, own.leaf()), 31));
            }),
            dane("3 1 1 of 33 octets", Verdict.ENCRYPTED, site -> {
                ServerCertificate own = site.good();
                site.shows(own).tlsa(3, 1, 1, cut(data(1, 1, own.leaf()), 33));
            }),
            dane("3 1 2 of 32 octets beside 3 1 1", Verdict.AUTHENTICATED, site -> {
                ownKey(site, site.good());
                site.tlsa(3, 1, 2, new byte[32]);
            }),
            dane("3 1 0 that is no key", Verdict.ENCRYPTED, site -> {
                site.shows(site.good()).tlsa(3, 1, 0, new byte[] {1, 2, 3});
            }),
            dane("3 0 0 that is no certificate", Verdict.ENCRYPTED, site -> {
                site.shows(site.good()).tlsa(3, 0, 0, new byte[] {1, 2, 3});
            }),
            dane("2 0 0 that is no certificate beside 3 1 1", Verdict.AUTHENTICATED, site -> {
                ownKey(site, site.good());
                site.tlsa(2, 0, 0, new byte[] {1, 2, 3});
            }),
            dane("3 1 2 right beside 3 1 1 wrong", Verdict.AUTHENTICATED, site -> {
                ServerCertificate own = site.good();
                site.shows(own).tlsa(3, 1, 2, own.leaf()).tlsa(3, 1, 1, wrong(data(1, 1, own.leaf())));
            }),
            dane("3 0 2 wrong beside 3 1 1 right", Verdict.AUTHENTICATED, site -> {
                ServerCertificate own = site.good();
                site.shows(own).tlsa(3, 1, 1, own.leaf()).tlsa(3, 0, 2, wrong(data(0, 2, own.leaf())));
            }),
            dane("2 1 2 wrong beside 3 1 1 right", Verdict.AUTHENTICATED, site -> {
                ownKey(site, site.good());
                site.tlsa(2, 1, 2, site.good().leaf());
            }),
            dane("2 0 2 wrong beside 2 0 1 right", Verdict.REFUSED, site -> {
                issuer(site, site.good());
                site.tlsa(2, 0, 2, site.ca().root());
            }),
            dane("3 1 2 wrong beside 3 1 0 right", Verdict.AUTHENTICATED, site -> {
                ServerCertificate own = site.good();
                site.shows(own).tlsa(3, 1, 0, own.leaf()).tlsa(3, 1, 2, wrong(data(1, 2, own.leaf())));
            }),
            dane("3 1 1 wrong beside 2 0 1 right", Verdict.AUTHENTICATED, site -> {
                issuer(site, site.good());
                site.tlsa(3, 1, 1, site.good().leaf());
            }));

    private static final List<DaneCase> HOSTS = List.of(
            dane("3 1 1, and no STARTTLS", Verdict.REFUSED, site -> {
                ownKey(site, site.good());
                site.server().noStartTls();
            }),
            dane("1 1 1, and no STARTTLS", Verdict.REFUSED, site -> {
                        one(site, 1, 1, 1);
                        site.server().noStartTls();
                    })
                    .postfix(
                            Verdict.ENCRYPTED,
                            "posttls-finger says no more than that no record can be used; both require TLS"),
            dane("no TLSA records", Verdict.NO_DANE, site -> site.shows(site.good())),
            dane("an alias with records at both names, right at the target", Verdict.AUTHENTICATED, site -> {
                ServerCertificate own = site.good();
                String target = site.other("real", SIGNED);
                site.isAliasOf(target, own)
                        .tlsaAt(target, 3, 1, 1, data(1, 1, own.leaf()))
                        .tlsa(3, 1, 1, site.good().leaf());
            }),
            dane("an alias with records at both names, right at the alias", Verdict.REFUSED, site -> {
                ServerCertificate own = site.good();
                String target = site.other("real", SIGNED);
                site.isAliasOf(target, own)
                        .tlsaAt(target, 3, 1, 1, data(1, 1, site.good().leaf()))
                        .tlsa(3, 1, 1, own.leaf());
            }),
            dane("an alias with records at its own name", Verdict.AUTHENTICATED, site -> {
                ServerCertificate own = site.good();
                site.isAliasOf(site.other("real", SIGNED), own).tlsa(3, 1, 1, own.leaf());
            }),
            dane("an alias of an unsigned name, with records at its own", Verdict.AUTHENTICATED, site -> {
                ServerCertificate own = site.good();
                site.isAliasOf(site.other("real", UNSIGNED), own).tlsa(3, 1, 1, own.leaf());
            }),
            dane("an unsigned alias of a signed name with records", Verdict.NO_DANE, site -> {
                        ServerCertificate own = site.good();
                        String target = site.other("real", SIGNED);
                        site.isAliasOf(target, own).tlsaAt(target, 3, 1, 1, data(1, 1, own.leaf()));
                    })
                    .in(SIGNED, UNSIGNED),
            dane("an alias, 2 0 1 at the target, with the target's name", Verdict.AUTHENTICATED, site -> {
                String target = site.other("real", SIGNED);
                site.isAliasOf(target, site.ca().issue(target))
                        .tlsaAt(target, 2, 0, 1, data(0, 1, site.ca().intermediate()));
            }),
            dane("an alias, 2 0 1 at the target, with the alias's name", Verdict.REFUSED, site -> {
                String target = site.other("real", SIGNED);
                site.isAliasOf(target, site.good())
                        .tlsaAt(target, 2, 0, 1, data(0, 1, site.ca().intermediate()));
            }),
            dane("an alias at the name of the TLSA records", Verdict.AUTHENTICATED, site -> {
                ServerCertificate own = site.good();
                String target = site.other("tlsa", SIGNED);
                site.shows(own).dns().cname(site.owner(site.host()), target);
                site.dns().tlsa(target, 3, 1, 1, data(1, 1, own.leaf()));
            }),
            dane("an alias of unsigned TLSA records", Verdict.NO_DANE, site -> {
                ServerCertificate own = site.good();
                String target = site.other("tlsa", UNSIGNED);
                site.shows(own).dns().cname(site.owner(site.host()), target);
                site.dns().tlsa(target, 3, 1, 1, data(1, 1, own.leaf()));
            }),
            dane("unsigned MX records of a signed host", Verdict.AUTHENTICATED, site -> ownKey(site, site.good()))
                    .in(UNSIGNED, SIGNED),
            dane("unsigned MX records of a signed host, 3 1 1 wrong", Verdict.REFUSED, site -> {
                        site.shows(site.good()).tlsa(3, 1, 1, site.good().leaf());
                    })
                    .in(UNSIGNED, SIGNED),
            dane(
                            "unsigned MX records of a signed host, 2 0 1",
                            Verdict.AUTHENTICATED,
                            site -> issuer(site, site.good()))
                    .in(UNSIGNED, SIGNED),
            dane(
                            "unsigned MX records of a signed host, 2 0 1 with the next hop's name",
                            Verdict.REFUSED,
                            site -> issuer(site, site.ca().issue(site.domain())))
                    .in(UNSIGNED, SIGNED)
                    .postfix(
                            Verdict.AUTHENTICATED,
                            "Postfix takes this name, too; RFC 7672 section 3.2.2 allows the MX host's alone"),
            dane(
                            "unsigned MX records of a signed host, 2 0 1 with another name",
                            Verdict.REFUSED,
                            site -> issuer(site, site.ca().issue("other.example")))
                    .in(UNSIGNED, SIGNED),
            dane("signed MX records of an unsigned host", Verdict.NO_DANE, site -> ownKey(site, site.good()))
                    .in(SIGNED, UNSIGNED),
            dane("no MX records", Verdict.AUTHENTICATED, site -> {
                ServerCertificate own = site.ca().issue(site.domain());
                site.isWithoutMx(own).tlsaAt(site.domain(), 3, 1, 1, data(1, 1, own.leaf()));
            }),
            dane("a domain that is an alias, 2 0 1 with the target's name", Verdict.AUTHENTICATED, site -> {
                String target = site.other("domain", SIGNED);
                site.domainIsAliasOf(target);
                issuer(site, site.ca().issue(target));
            }),
            dane("a domain that is an alias, 2 0 1 with the domain's name", Verdict.AUTHENTICATED, site -> {
                site.domainIsAliasOf(site.other("domain", SIGNED));
                issuer(site, site.ca().issue(site.domain()));
            }));

    private static final List<DaneCase> FAULTS = List.of(
            dane("TLSA with a bad signature", Verdict.WAITS, site -> {
                ownKey(site, site.good());
                site.fault(site.owner(site.host()), "TLSA", SignatureFault.BAD);
            }),
            dane("TLSA with an expired signature", Verdict.WAITS, site -> {
                ownKey(site, site.good());
                site.fault(site.owner(site.host()), "TLSA", SignatureFault.EXPIRED);
            }),
            dane("TLSA without a signature", Verdict.WAITS, site -> {
                ownKey(site, site.good());
                site.fault(site.owner(site.host()), "TLSA", SignatureFault.UNSIGNED);
            }),
            dane("TLSA denied without a proof", Verdict.WAITS, site -> {
                site.shows(site.good()).dns().noData(site.owner(site.host()));
                site.fault(site.owner(site.host()), "TLSA", SignatureFault.PROOF_MISSING);
            }),
            dane("TLSA denied with another proof", Verdict.WAITS, site -> {
                site.shows(site.good()).dns().noData(site.owner(site.host()));
                site.fault(site.owner(site.host()), "TLSA", SignatureFault.PROOF_WRONG);
            }),
            dane("TLSA refused", Verdict.WAITS, site -> {
                ownKey(site, site.good());
                site.dns().refused(site.owner(site.host()), "TLSA");
            }),
            dane("TLSA answered SERVFAIL in an unsigned zone", Verdict.NO_DANE, site -> {
                        site.shows(site.good()).dns().servfail(site.owner(site.host()), "TLSA");
                    })
                    .in(UNSIGNED, UNSIGNED),
            dane("an address with a bad signature", Verdict.WAITS, site -> {
                ownKey(site, site.good());
                site.fault(site.host(), "A", SignatureFault.BAD);
            }),
            dane("AAAA answered SERVFAIL", Verdict.AUTHENTICATED, site -> {
                ownKey(site, site.good());
                site.dns().servfail(site.host(), "AAAA");
            }),
            dane("MX with a bad signature", Verdict.WAITS, site -> {
                ownKey(site, site.good());
                site.fault(site.domain(), "MX", SignatureFault.BAD);
            }),
            dane("a zone whose DS names another key", Verdict.WAITS, site -> ownKey(site, site.good()))
                    .in(BOGUS, BOGUS),
            dane("a host in a zone whose DS names another key", Verdict.WAITS, site -> ownKey(site, site.good()))
                    .in(SIGNED, BOGUS),
            dane("a zone whose DS has an unknown digest", Verdict.NO_DANE, site -> ownKey(site, site.good()))
                    .in(UNKNOWN_DIGEST, UNKNOWN_DIGEST));

    private static final List<DaneCase> SLOW = Stream.of(USAGE_3, USAGE_2, SETS, HOSTS, FAULTS)
            .flatMap(List::stream)
            .toList();

    private final int port = FreePort.choose();
    private TestNetwork network;
    private InetSocketAddress unbound;
    private DnsResolver dns;

    private static void one(DaneSite site, int usage, int selector, int matchingType) {
        ServerCertificate own = site.good();
        site.shows(own).tlsa(usage, selector, matchingType, own.leaf());
    }

    private static void ownKey(DaneSite site, ServerCertificate own) {
        site.shows(own).tlsa(3, 1, 1, own.leaf());
    }

    /** The issuer is the second certificate of the chain. */
    private static void issuer(DaneSite site, ServerCertificate own) {
        site.shows(own).tlsa(2, 0, 1, own.chain().get(1));
    }

    private static void root(DaneSite site, ServerCertificate own) {
        site.shows(withRoot(site, own)).tlsa(2, 0, 1, site.ca().root());
    }

    private static ServerCertificate withRoot(DaneSite site, ServerCertificate own) {
        return sending(own, own.chain().get(1), site.ca().root());
    }

    /** An anchor of its own, directly above the certificate of the host. */
    private static void anchored(DaneSite site, int selector, Duration notAfter, BasicConstraints constraints) {
        Authority.Leaf anchor = AUTHORITY.authority("Interop Anchor", null, notAfter, constraints);
        X509Certificate shown = anchor.chain().get(0);
        site.shows(sending(AUTHORITY.issuedBy(anchor, site.host()), shown)).tlsa(2, selector, 1, shown);
    }

    @BeforeAll
    void start() throws IOException {
        network = TestNetwork.startAt(new RealAddresses(
                Servers.at("127.77.40.1", FreePort.choose()),
                Servers.at("127.77.40.2", port).getAddress(),
                port,
                FreePort.choose(),
                FreePort.choose()));
        network.dns().dnssec().sign(SIGNED);
        network.dns().dnssec().sign(BOGUS).wrongDs();
        network.dns().dnssec().sign(UNKNOWN_DIGEST).unknownDigest();
        unbound = NameServers.validating(SERVERS, "dane-unbound", network.dns(), Servers.freeAddress("127.77.41", 53));
        dns = DnsResolver.builder()
                .server(network.dns().address())
                .timeout(PATIENCE)
                .build();
    }

    @AfterAll
    void close() {
        if (dns != null) {
            dns.close();
        }
        if (network != null) {
            network.close();
        }
    }

    @Test
    void agreesWithPosttlsFinger() throws IOException {
        compare("every-build", IN_EVERY_BUILD);
    }

    @Tag("slow")
    @Test
    void agreesWithPosttlsFingerInFurtherConfigurations() throws IOException {
        compare("slow", SLOW);
    }

    private void compare(String name, List<DaneCase> cases) throws IOException {
        List<DaneSite> sites = new ArrayList<>();
        for (DaneCase each : cases) {
            DaneSite site = new DaneSite(network, port, name + sites.size(), each);
            each.preparation().accept(site);
            sites.add(site);
        }
        List<Verdict> postfix = PosttlsFinger.dane(
                SERVERS,
                SERVERS.folder("posttls-finger-dane-" + name),
                unbound.getAddress(),
                port,
                sites.stream().map(DaneSite::domain).toList());
        List<Verdict> validating;
        List<Verdict> byAdBit;
        try (DnssecResolver resolver = resolver()
                .server(network.dns().address())
                .trustAnchors(network.dns().dnssec().trustAnchors())
                .build()) {
            validating = library(resolver, sites);
        }
        try (DnssecResolver resolver = resolver().server(unbound).trustAdBit().build()) {
            byAdBit = library(resolver, sites);
        }
        List<String> expected = new ArrayList<>();
        List<String> observed = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            DaneCase each = cases.get(i);
            String line = "%s: library %s, by the AD bit %s, Postfix %s%s";
            String why = each.whyPostfixDiffers().isEmpty() ? "" : " (" + each.whyPostfixDiffers() + ")";
            expected.add(line.formatted(each, each.library(), each.library(), each.postfix(), why));
            observed.add(line.formatted(each, validating.get(i), byAdBit.get(i), postfix.get(i), why));
            assertThat(each.postfix() == each.library()
                            || !each.whyPostfixDiffers().isEmpty())
                    .as("the difference is explained: %s", each)
                    .isTrue();
        }
        Files.write(Path.of("target", "interop", "posttls-finger-dane-" + name + ".txt"), observed);
        assertThat(observed).isEqualTo(expected);
    }

    private DnssecResolver.Builder resolver() {
        return DnssecResolver.builder().clock(network.clock()).timeout(PATIENCE);
    }

    private List<Verdict> library(DnssecResolver resolver, List<DaneSite> sites) {
        MxLookup lookup = new MxLookup(resolver, resolver, Set.of());
        try (MtaSts mtaSts = MtaSts.builder()
                .cache(new MxNetwork.MapCache())
                .dns(dns)
                .dane(resolver)
                .clock(network.clock())
                .trustAnchors(TrustAnchors.of(List.of(AUTHORITY.root())))
                .build()) {
            return sites.stream()
                    .map(site -> library(mtaSts, lookup, site.domain()))
                    .toList();
        }
    }

    private Verdict library(MtaSts mtaSts, MxLookup lookup, String domain) {
        if (!(lookup.lookup(PolicyDomain.of(domain)) instanceof MxLookupResult.Hosts hosts)) {
            return Verdict.WAITS;
        }
        MxHost host = hosts.hosts().get(0);
        DeliveryRequest request = DeliveryRequest.willRetry(domain)
                .ehloName("mail.sender.example")
                .port(port)
                .build();
        try (DeliveryAttempt attempt = mtaSts.begin(request)) {
            if (!(attempt.candidate(host) instanceof Candidate.Proceed proceed)
                    || !(lookup.addresses(host) instanceof AddressAnswer.Addresses found)) {
                return Verdict.WAITS;
            }
            Opening<Socket> opening = proceed.open(Dialer.to(found.addresses().get(0), port));
            return verdict(proceed.decision(), opening);
        }
    }

    private static Verdict verdict(MxDecision decision, Opening<Socket> opening) {
        if (!(opening instanceof Opening.Ready<Socket> ready)) {
            return Verdict.REFUSED;
        }
        try {
            ready.connection().close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (decision instanceof MxDecision.RequireDane) {
            assertThat(ready.session().daneAuthenticated()).isTrue();
            return Verdict.AUTHENTICATED;
        }
        return decision.requiresTls() ? Verdict.ENCRYPTED : Verdict.NO_DANE;
    }
}
