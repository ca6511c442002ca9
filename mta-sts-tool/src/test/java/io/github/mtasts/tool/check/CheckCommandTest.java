package io.github.mtasts.tool.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.GoodDomain;
import io.github.mtasts.tool.ToolRun;
import io.github.mtasts.tool.run.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestNetworkExtension.class)
class CheckCommandTest {
    private static final char ESCAPE = 0x1b;

    @TempDir
    Path folder;

    @Test
    void saysThatAShortTtlMayBeWhatIsLeftOfALongOne(TestNetwork net) throws IOException {
        new GoodDomain(net);
        net.dns().ttl("_smtp._tls." + GoodDomain.NAME, 60);

        assertThat(new ToolRun(folder)
                        .within(net)
                        .run("check", "--json", GoodDomain.NAME)
                        .out())
                .contains("it may be what is left of a longer TTL in the cache of the resolver");
    }

    @Test
    void showsEverythingThatASenderSees(TestNetwork net) throws IOException {
        GoodDomain domain = new GoodDomain(net);
        domain.mx1().ipv6();

        ToolRun.Result result = new ToolRun(folder).within(net).run("check", "--probe", GoodDomain.NAME);

        assertThat(result.status()).isEqualTo(ExitStatus.GOOD);
        assertThat(result.out())
                .contains("v=STSv1; id=A1;", "id A1", "TLSv1.3", "mta-sts.good.test", "200", "Content-Type: text/plain")
                .contains("    2 | mode: enforce", "preference    10", "names         mx1.good.test", "issuer")
                .contains("reports to    mailto:tls@good.test", "in the same domain", "PROTECTED", "no findings");
        assertThat(result.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(result.out().lines().filter(line -> line.contains("TLS_AES")))
                .hasSizeGreaterThan(3);
    }

    /** Whatever a domain publishes: only a single word that is longer may stick out, so that it can be copied. */
    @Test
    void staysWithin80Columns(TestNetwork net) throws IOException {
        String name = "a-rather-long-name.that-has-several-labels.test";
        String mx = "a-host-of-two." + name;
        net.mx(name, mx);
        net.mxServer(mx).ipv6();
        net.publish(name, "A1", TestNetwork.policy("enforce", 60, mx) + "x-unknown: " + "word ".repeat(60) + "\r\n");
        net.policyHost(name).header("X-Long", "several words ".repeat(20)).header("X-Word", "w".repeat(100));
        net.dns()
                .txt(
                        "_mta-sts." + name,
                        "v=STSv1; id=A1; x=" + "several words ".repeat(20),
                        "v=STSv1; id=" + "9".repeat(40))
                .txt("_smtp._tls." + name, "v=TLSRPTv1; rua=https://" + "h".repeat(50) + ".test/" + "p".repeat(60))
                .tlsa("_25._tcp." + mx, 3, 1, 2, new byte[64]);

        for (String option : new String[] {"--probe", "--full", "--strict"}) {
            ToolRun.Result result = new ToolRun(folder).within(net).run("check", option, name);

            assertThat(result.out().lines())
                    .hasSizeGreaterThan(30)
                    .allSatisfy(line -> assertThat(
                                    line.length() <= 80 || !line.strip().contains(" "))
                            .as(line)
                            .isTrue());
        }
        assertThat(new ToolRun(folder)
                        .within(net)
                        .run("check", name, "good.test")
                        .out()
                        .lines())
                .allMatch(line -> line.length() <= 80 || !line.strip().contains(" "));
    }

    @Test
    @Tag("STS-3.3-22")
    void warnsAboutAPolicyHostBeyondTheLimitsOfSenders(TestNetwork net) throws IOException {
        GoodDomain domain = new GoodDomain(net);
        String large =
                TestNetwork.policy("enforce", 2_592_000, GoodDomain.MX1) + "x-filler: 0123456789\r\n".repeat(3_200);
        domain.host().respondWith(request -> {
            net.clock().advance(Duration.ofSeconds(70));
            return new PolicyHost.Response(200, Map.of("Content-Type", "text/plain"), large);
        });

        ToolRun.Result result = new ToolRun(folder).within(net).run("check", "--json", GoodDomain.NAME);

        assertThat(result.values("rule")).containsExactlyInAnyOrder("policy-host-slow", "policy-too-large");
        assertThat(result.values("what"))
                .anyMatch(what -> what.contains("seconds to answer"))
                .anyMatch(what -> what.contains("64 kilobytes"));
    }

    @Test
    void looksAtManyDomainsInTheirOrderWithABarOnATerminalOnly(TestNetwork net) throws IOException {
        new GoodDomain(net);
        net.dns().a("one.test", "198.51.100.200");
        String list = "# ours\n"
                + IntStream.range(0, 60)
                        .mapToObj(i -> i % 2 == 0 ? "good.test" : "one.test")
                        .collect(Collectors.joining("\n"));
        ToolRun tool = new ToolRun(folder).within(net).input(list);

        ToolRun.Result piped = tool.run("check", "--json", "-");
        ToolRun.Result seen = tool.onTerminal().run("check", "-");

        assertThat(piped.values("domain")).hasSize(60).startsWith("good.test", "one.test", "good.test");
        assertThat(piped.err()).isEmpty();
        assertThat(piped.status()).isEqualTo(ExitStatus.PROBLEM);
        assertThat(seen.err()).contains("] 60/60");
        assertThat(seen.out()).contains(ESCAPE + "[32m");
    }

    @Test
    void paintsNothingWhereNoColourIsWanted(TestNetwork net) throws IOException {
        new GoodDomain(net);
        ToolRun tool = new ToolRun(folder).within(net).onTerminal();

        assertThat(tool.run("check", "good.test").out()).contains(String.valueOf(ESCAPE));
        assertThat(tool.environment("NO_COLOR", "1").run("check", "good.test").out())
                .doesNotContain(String.valueOf(ESCAPE));
    }

    @Test
    void takesTheSharpnessOutOfHostileText(TestNetwork net) throws IOException {
        GoodDomain domain = new GoodDomain(net);
        String hostile = "<script>alert(1)</script>\u001b]0;title\u0007\u009b31m\u202e\" onload='x'";
        domain.record("v=STSv1; id=A1; note=<b>\u001b[2J");
        domain.publish("version: STSv1\r\nmode: enforce\r\n" + hostile + "\r\nmx: " + GoodDomain.MX1 + "\r\n");
        domain.host().header("X-Hostile", "<img src=x onerror=alert(1)>");
        domain.mx2().greeting("554 <script>\u001b[31mno");
        ToolRun tool = new ToolRun(folder).within(net);

        ToolRun.Result text = tool.run("check", "--probe", "--html", "page.html", GoodDomain.NAME);
        ToolRun.Result json = tool.run("check", "--probe", "--json", GoodDomain.NAME);
        String page = Files.readString(folder.resolve("page.html"));

        assertThat(text.out())
                .contains("<script>alert(1)")
                .doesNotContain(String.valueOf(ESCAPE), "\u009b", "\u202e", "\u0007");
        assertThat(json.out()).doesNotContain(String.valueOf(ESCAPE), "\u009b", "\u202e", "\u0007");
        assertThat(page)
                .contains("&lt;script&gt;alert(1)", "&lt;img src=x", "default-src 'none'")
                .doesNotContain("<script", "<img", String.valueOf(ESCAPE), "\u202e", "<b>");
    }

    @Test
    void writesOnePageAboutAllDomains(TestNetwork net) throws IOException {
        new GoodDomain(net);
        net.dns().a("one.test", "198.51.100.200");

        new ToolRun(folder).within(net).run("check", "--html", "page.html", "good.test", "one.test");

        String page = Files.readString(folder.resolve("page.html"));
        assertThat(page).contains("<a href=\"#d1\">one.test</a>", "class=\"verdict protected\"", "record-missing");
        assertThat(page).contains("What to do:", "RFC 8461 section 3.1", "    2 | mode: enforce");
    }

    @Test
    void remembersPoliciesToNoticeAnIdThatWasNotChanged(TestNetwork net) throws IOException {
        GoodDomain domain = new GoodDomain(net).policy("testing", 2_592_000);
        ToolRun tool = new ToolRun(folder).within(net);
        String[] check = {"check", "--json", "--state", "seen.tsv", GoodDomain.NAME};

        assertThat(tool.run(check).values("rule")).isEmpty();
        domain.policy("testing", 604_800);
        assertThat(tool.run(check).values("rule")).containsExactly("id-unchanged");
        assertThat(tool.run(check).values("rule")).as("again").containsExactly("id-unchanged");
        domain.record("v=STSv1; id=A2;");
        assertThat(tool.run(check).values("rule")).isEmpty();
        net.clock().advance(Duration.ofDays(366));
        assertThat(tool.run(check).values("rule")).contains("testing-long");
    }

    @Test
    void saysThatItCouldNotFindOutWhenItsNameServersAreDown(TestNetwork net) throws IOException {
        new GoodDomain(net);
        List.of("good.test", "_mta-sts.good.test", "mta-sts.good.test", "_smtp._tls.good.test")
                .forEach(name -> net.dns().refused(name));

        ToolRun.Result result = new ToolRun(folder).within(net).run("check", "--json", GoodDomain.NAME);

        assertThat(result.values("verdict")).containsExactly("unknown");
        assertThat(result.values("rule")).isEmpty();
        assertThat(result.status()).isEqualTo(ExitStatus.UNKNOWN);
    }

    @Test
    void saysWhatASenderWouldDo(TestNetwork net) throws IOException {
        GoodDomain domain = new GoodDomain(net);
        ToolRun tool = new ToolRun(folder).within(net);

        domain.policy("testing", 2_592_000);
        assertThat(tool.run("check", "--json", "good.test").values("verdict")).containsExactly("tested");
        domain.policy("none", 86_400);
        assertThat(tool.run("check", "--json", "good.test").values("verdict")).containsExactly("unprotected");
        domain.publish(TestNetwork.policy("enforce", 2_592_000, "elsewhere.test"));
        assertThat(tool.run("check", "--json", "good.test").values("verdict")).containsExactly("delayed");
        domain.policy("enforce", 2_592_000);
        domain.mx1().noStartTls();
        domain.mx2().noStartTls();
        assertThat(tool.run("check", "--json", "good.test").values("verdict")).containsExactly("protected");
        assertThat(tool.run("check", "--json", "--probe", "good.test").values("verdict"))
                .containsExactly("delayed");
        net.dns().remove("good.test").nullMx("good.test");
        assertThat(tool.run("check", "--json", "good.test").values("verdict")).containsExactly("returned");
    }

    @Test
    void countsWarningsOnlyWhenStrict(TestNetwork net) throws IOException {
        new GoodDomain(net).policy("enforce", 3600);
        ToolRun tool = new ToolRun(folder).within(net);

        assertThat(tool.run("check", "good.test").status()).isEqualTo(ExitStatus.GOOD);
        assertThat(tool.run("check", "--strict", "good.test").status()).isEqualTo(ExitStatus.PROBLEM);
    }

    @Test
    void authenticatesByTlsaRecordsWithoutAPolicy(TestNetwork net) throws Exception {
        GoodDomain domain = new GoodDomain(net);
        net.dns().remove("_mta-sts.good.test").remove("mta-sts.good.test");
        net.dns().dnssec().sign("good.test");
        domain.mx1().certificate(net.ca().selfSigned(GoodDomain.MX1));
        domain.mx2().certificate(net.ca().selfSigned(GoodDomain.MX2));
        for (var mx : List.of(domain.mx1(), domain.mx2())) {
            byte[] digest = MessageDigest.getInstance("SHA-256")
                    .digest(mx.certificate().leaf().getPublicKey().getEncoded());
            net.dns().tlsa("_25._tcp." + mx.name(), 3, 1, 1, digest);
        }
        ToolRun tool = new ToolRun(folder).within(net);

        assertThat(tool.run("check", "--probe", "--json", "good.test").values("rule"))
                .containsExactly("record-missing");
        assertThat(tool.run("check", "--probe", "good.test").out())
                .contains("TLSA 3 1 1", "signed", "DANE authenticated", "PROTECTED");
    }
}
