package io.github.mtasts.tool.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.GoodDomain;
import io.github.mtasts.tool.ToolRun;
import io.github.mtasts.tool.run.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestNetworkExtension.class)
class PlanCommandTest {
    @TempDir
    Path folder;

    @Test
    void leadsFromNothingToAnEnforcedPolicyOfTheMxSet(TestNetwork net) throws IOException {
        net.mx("new.test", "mx1.new.test", "mx2.new.test");
        ToolRun tool = new ToolRun(folder).within(net);

        ToolRun.Result result = tool.run("plan", "--json", "--write", "out", "new.test");

        assertThat(result.status()).isEqualTo(ExitStatus.GOOD);
        assertThat(result.values("place"))
                .containsExactly("hosts", "tlsrpt", "https", "txt", "https", "txt", "https", "txt", "https", "txt");
        List<String> texts = result.values("text");
        assertThat(texts.get(0))
                .isEqualTo("_smtp._tls.new.test. 3600 IN TXT \"v=TLSRPTv1; rua=mailto:tls-reports@new.test\"");
        assertThat(texts.get(1)).contains("mode: none", "max_age: 86400");
        assertThat(texts.get(3)).contains("mode: testing", "mx: mx1.new.test", "mx: mx2.new.test", "max_age: 604800");
        assertThat(texts.get(5)).contains("mode: enforce", "max_age: 604800");
        assertThat(texts.get(7)).contains("mode: enforce", "max_age: 7776000");
        assertThat(texts.stream().filter(text -> text.contains("v=STSv1")).distinct())
                .hasSize(4);
        assertThat(result.values("evidence")).anyMatch(text -> text.contains("14 of the last 28 days"));
        assertThat(result.values("done")).containsOnly("false");
        assertThat(Files.readString(folder.resolve("out/03-mta-sts.txt"))).isEqualTo(texts.get(1));
        assertThat(tool.run("lint", "out/07-mta-sts.txt").status()).isEqualTo(ExitStatus.GOOD);
        assertThat(tool.run("lint", "out/04-record.zone").out()).contains("no findings");
    }

    @Test
    void startsWhereTheDomainIs(TestNetwork net) throws IOException {
        GoodDomain domain = new GoodDomain(net).policy("testing", 604_800);
        ToolRun tool = new ToolRun(folder).within(net);

        ToolRun.Result text = tool.run("plan", GoodDomain.NAME);
        assertThat(text.out()).contains("The way back", "(done)", "(next)");
        assertThat(text.out().lines()).allMatch(line -> line.length() <= 80);
        assertThat(tool.run("plan", "--json", GoodDomain.NAME).values("done"))
                .containsExactly("true", "true", "true", "true", "true", "true", "false", "false", "false", "false");
        domain.policy("enforce", 31_557_600);
        assertThat(tool.run("plan", "--json", GoodDomain.NAME).values("done")).containsOnly("true");
    }

    @Test
    void keepsTheWildcardThatCoversTheHosts(TestNetwork net) throws IOException {
        new GoodDomain(net).publish(TestNetwork.policy("testing", 604_800, "*.good.test"));

        List<String> texts = new ToolRun(folder)
                .within(net)
                .run("plan", "--json", GoodDomain.NAME)
                .values("text");

        assertThat(texts).anyMatch(text -> text.contains("mode: enforce") && text.contains("mx: *.good.test"));
    }

    @Test
    @Tag("STS-8.1-01")
    void changesThePolicyBeforeItsIdAndKeepsTheOldHostForTheTtl(TestNetwork net) throws IOException {
        new GoodDomain(net);
        net.dns().ttl("_mta-sts.good.test", 7_200);

        ToolRun.Result result =
                new ToolRun(folder).within(net).run("plan", "--json", "--drop-mx", GoodDomain.MX1, GoodDomain.NAME);

        assertThat(result.values("place")).containsExactly("mx", "https", "txt", "hosts");
        assertThat(result.values("text").get(0)).contains("mx: mx2.good.test").doesNotContain("mx1.good.test");
        assertThat(result.values("text").get(1)).contains("7200 IN TXT \"v=STSv1; id=");
        assertThat(result.values("waitSeconds")).containsExactly("0", "0", "7200", "0");
        assertThat(result.values("title").get(3)).isEqualTo("Switch mx1.good.test off");
        assertThat(result.values("why").get(3)).contains("Not before the TTL of the TXT record (7200 s");
    }

    /** A resolver shows what is left of the TTL in its cache. */
    @Test
    void takesTheTtlThatAResolverShowsForALowerBound(TestNetwork net) throws IOException {
        new GoodDomain(net);
        net.dns().ttl("_mta-sts.good.test", 37);

        ToolRun.Result result =
                new ToolRun(folder).within(net).run("plan", "--json", "--drop-mx", GoodDomain.MX1, GoodDomain.NAME);

        assertThat(result.values("text").get(1)).contains("3600 IN TXT \"v=STSv1; id=");
        assertThat(result.values("waitSeconds")).containsExactly("0", "0", "3600", "0");
        assertThat(result.values("why").get(2)).contains("3600 s, or what your zone says if that is more");
    }

    @Test
    void namesANewHostInThePolicyBeforeMailIsSentToIt(TestNetwork net) throws IOException {
        new GoodDomain(net);

        ToolRun.Result result =
                new ToolRun(folder).within(net).run("plan", "--json", "--add-mx", "mx3.good.test", GoodDomain.NAME);

        assertThat(result.values("place")).containsExactly("hosts", "https", "txt", "mx");
        assertThat(result.values("text").get(0))
                .contains("mx: mx1.good.test", "mx: mx2.good.test", "mx: mx3.good.test", "max_age: 2592000");
    }

    @Test
    @Tag("STS-8.3-03")
    void removesAPolicyInThreeStepsAndWaitsForTheLongestMaxAge(TestNetwork net) throws IOException {
        new GoodDomain(net);

        ToolRun.Result result = new ToolRun(folder)
                .within(net)
                .run(
                        "plan",
                        "--json",
                        "--remove",
                        "--served-max-age",
                        "604800",
                        "--served-max-age",
                        "31557600",
                        GoodDomain.NAME);

        assertThat(result.values("place")).containsExactly("https", "txt", "remove");
        assertThat(result.values("text").get(0)).contains("mode: none", "max_age: 86400");
        assertThat(result.values("text").get(1)).contains("v=STSv1; id=");
        assertThat(result.values("waitSeconds")).containsExactly("0", "31557600", "0");
    }

    @Test
    void saysWhatReceivedReportsShow(TestNetwork net) throws IOException {
        new GoodDomain(net).policy("testing", 604_800);
        ToolRun tool = new ToolRun(folder).within(net);
        String day = net.clock().instant().minusSeconds(86_400).toString().substring(0, 10);
        tool.file("report.json", """
            {"organization-name":"Sender","date-range":{"start-datetime":"%1$sT00:00:00Z",\
            "end-datetime":"%1$sT23:59:59Z"},"contact-info":"a@sender.test","report-id":"1@sender.test",\
            "policies":[{"policy":{"policy-type":"sts","policy-string":["version: STSv1","mode: testing",\
            "mx: mx1.good.test","mx: mx2.good.test","max_age: 604800"],"policy-domain":"good.test"},\
            "summary":{"total-successful-session-count":5,"total-failure-session-count":0}}]}
            """.formatted(day));

        ToolRun.Result result = tool.run("plan", "--json", "--reports", ".", GoodDomain.NAME);
        assertThat(result.values("level")).as(result.out() + result.err()).containsExactly("too_little_evidence");
        assertThat(tool.run("plan", "--reports", ".", GoodDomain.NAME).out())
                .contains("Received reports: too little evidence", "Would change this:");
        net.mx("other.test", "mx.other.test");
        assertThat(tool.run("plan", "--reports", ".", "other.test").out()).contains("No report in");
    }

    @Test
    void breaksLongRecordsAsAZoneFileAllowsIt(TestNetwork net) throws IOException {
        String name = "a-rather-long-name-of-a-domain.that-has-several-labels.test";
        net.mx(name, "mx." + name);

        List<String> lines = new ToolRun(folder)
                .within(net)
                .run("plan", "--rua", "https://reports.example/" + "x".repeat(60), "--rua", "mailto:tls@" + name, name)
                .out()
                .lines()
                .toList();

        // A name cannot be broken, nor what stands before the parenthesis of its record (RFC 1035 section 5.1).
        assertThat(lines)
                .allMatch(line -> line.length() <= 80
                        || !line.strip().contains(" ")
                        || line.strip().startsWith("_"));
        int begin = lines.indexOf("        _smtp._tls." + name + ". 3600 IN TXT (");
        assertThat(begin).isPositive();
        assertThat(lines.get(begin + 1))
                .startsWith("            \"v=TLSRPTv1; rua=https://")
                .endsWith("x\"");
        assertThat(lines.get(begin + 3)).endsWith(".test\" )");
    }

    @Test
    void saysWhyThereCanBeNoPlan(TestNetwork net) throws IOException {
        net.dns().nullMx("silent.test");
        net.mx("plain.test", "mx.plain.test");
        net.mx("under.test", "mx_1.under.test");
        net.dns().servfail("broken.test");
        ToolRun tool = new ToolRun(folder).within(net);

        assertThat(tool.run("plan", "silent.test").status()).isEqualTo(ExitStatus.PROBLEM);
        assertThat(tool.run("plan", "broken.test").status()).isEqualTo(ExitStatus.UNKNOWN);
        assertThat(tool.run("plan", "--drop-mx", "mx.plain.test", "plain.test").err())
                .contains("serves no policy that could be changed");
        assertThat(tool.run("plan", "under.test").err()).contains("is not a host name of letters");
        assertThat(tool.run("plan", "--mx", "mx.silent.test", "silent.test").status())
                .isEqualTo(ExitStatus.GOOD);
        assertThat(tool.run("plan", "--remove", "--drop-mx", "a.test", "plain.test")
                        .status())
                .isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        assertThat(tool.run("plan", "--served-max-age", "1", "plain.test").status())
                .isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        assertThat(tool.run("plan", "--remove", "--served-max-age", "-1", "plain.test")
                        .status())
                .isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        assertThat(tool.run("plan", "--rua", "gopher://x/", "plain.test").status())
                .isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        assertThat(tool.run("plan", "--reports", "nowhere", "plain.test").status())
                .isEqualTo(ExitStatus.BROKEN);
    }
}
