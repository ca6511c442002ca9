package io.github.mtasts.tool.plan;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.ToolRun;
import io.github.mtasts.tool.run.ExitStatus;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Plans for domains whose policy is a provider's (RFC 8461 section 8.2). */
@ExtendWith(TestNetworkExtension.class)
class DelegationTest {
    private static final String USER = "user.test";
    private static final String[] TO_THE_PROVIDER = {
        "mx", "tlsrpt", "provider_policy", "alias", "provider_record", "alias", "provider_policy"
    };

    @TempDir
    Path folder;

    private TestNetwork net;

    @BeforeEach
    void provider(TestNetwork each) {
        net = each;
        net.publish("provider.test", "P1", TestNetwork.policy("enforce", 604_800, "*.mx.provider.test"));
        net.mx("provider.test", "a.mx.provider.test");
        net.mx(USER, "a.mx.provider.test", "b.mx.provider.test");
    }

    @Test
    void leadsToTheProvidersPolicyByBothNames() throws IOException {
        ToolRun.Result result = plan("--provider", "provider.test", "--write", "out");

        assertThat(result.status()).as(result.err()).isEqualTo(ExitStatus.GOOD);
        assertThat(result.values("place")).containsExactly(TO_THE_PROVIDER);
        assertThat(result.values("done")).containsExactly("true", "false", "false", "false", "true", "false", "false");
        assertThat(result.values("text"))
                .containsExactly(
                        "_smtp._tls.user.test. 3600 IN TXT \"v=TLSRPTv1; rua=mailto:tls-reports@user.test\"",
                        "version: STSv1\nmode: enforce\nmx: *.mx.provider.test\nmax_age: 604800\n",
                        "mta-sts.user.test. 3600 IN CNAME mta-sts.provider.test.",
                        "_mta-sts.user.test. 3600 IN CNAME _mta-sts.provider.test.");
        assertThat(result.values("title").get(2))
                .isEqualTo("Serve the policy of provider.test at https://mta-sts.user.test/.well-known/mta-sts.txt,"
                        + " with a certificate for mta-sts.user.test");
        assertThat(result.values("waitSeconds")).containsExactly("0", "0", "0", "3600", "0", "3600", "0");
        assertThat(Files.readString(folder.resolve("out/03-mta-sts.txt"))).contains("mx: *.mx.provider.test");
        assertThat(result.out()).contains("Then replace the CNAME record at _mta-sts.user.test by a TXT record");
    }

    @Test
    void findsTheProviderByTheAliasOfTheHost() throws IOException {
        net.dns().cname("mta-sts.user.test", "mta-sts.provider.test").ttl("mta-sts.user.test", 900);

        ToolRun.Result result = plan();

        assertThat(result.values("place")).containsExactly(TO_THE_PROVIDER);
        assertThat(result.values("done")).containsExactly("true", "false", "false", "false", "true", "false", "false");
        assertThat(result.values("why").get(2))
                .contains("accept only a certificate for that name", "Now: ", "certificate");
        assertThat(result.values("text")).contains("mta-sts.user.test. 3600 IN CNAME mta-sts.provider.test.");
        assertThat(result.out()).contains("wait for the TTL of its CNAME record (3600 s, or what your zone says");
    }

    @Test
    void isDoneWhenTheProviderShowsACertificateForTheNameAndTheRecordIsAnAlias() throws IOException {
        delegate();
        net.dns().txt("_smtp._tls.user.test", "v=TLSRPTv1; rua=mailto:tls@user.test");

        assertThat(plan().values("done")).containsOnly("true");
        net.mx(USER, "mx.elsewhere.test");
        ToolRun.Result other = plan();
        assertThat(other.values("done").get(0)).isEqualTo("false");
        assertThat(other.values("why").get(0)).contains("It does not name mx.elsewhere.test.");
    }

    @Test
    void keepsAReverseProxyThatServesTheSamePolicy() throws IOException {
        net.policyHost(USER).body(TestNetwork.policy("testing", 604_800, "*.mx.provider.test"));
        net.dns().cname("_mta-sts.user.test", "_mta-sts.provider.test");

        ToolRun.Result stale = plan();
        assertThat(stale.values("place").get(3)).isEqualTo("https");
        assertThat(stale.values("done").get(3)).isEqualTo("false");
        assertThat(stale.values("why").get(2)).contains("is not the policy of provider.test");
        net.policyHost(USER).body(TestNetwork.policy("enforce", 604_800, "*.mx.provider.test"));
        assertThat(plan().values("done").get(3)).isEqualTo("true");
    }

    @Test
    void asksForTheProviderWhereItsNamesDoNotTellIt() throws IOException {
        net.dns()
                .cname("_mta-sts.user.test", "policies.provider.test")
                .ttl("_mta-sts.user.test", 3_600)
                .txt("policies.provider.test", "v=STSv1; id=P1;");

        assertThat(plan().status()).isEqualTo(ExitStatus.PROBLEM);
        assertThat(plan().err()).contains("name it with --provider");
        ToolRun.Result named = plan("--provider", "provider.test");
        assertThat(named.values("text")).contains("_mta-sts.user.test. 3600 IN CNAME policies.provider.test.");
        assertThat(named.values("done").get(5)).isEqualTo("true");
    }

    @Test
    void leavesTheIdWithTheDomainWhereOnlyItsWebHostIsSomebodyElses() throws IOException {
        net.policyHost("web.test");
        net.dns().cname("mta-sts.user.test", "mta-sts-web.web.test");

        ToolRun.Result result = plan();

        assertThat(result.values("place").subList(0, 4)).containsExactly("hosts", "tlsrpt", "hosts", "https");
        assertThat(result.values("title").get(2))
                .isEqualTo("Let mta-sts-web.web.test show a certificate for mta-sts.user.test");
        assertThat(result.values("text")).anyMatch(text -> text.startsWith("_mta-sts.user.test. 3600 IN TXT"));
    }

    @Test
    void takesTheNameBackBeforeAPolicyIsRemoved() throws IOException {
        delegate();
        net.dns().ttl("mta-sts.user.test", 900);

        ToolRun.Result result = plan("--remove");

        assertThat(result.values("place")).containsExactly("https", "alias", "txt", "remove");
        assertThat(result.values("waitSeconds")).containsExactly("0", "3600", "604800", "0");
        assertThat(result.values("title").get(1)).contains("Replace the CNAME record of mta-sts.user.test");
        assertThat(result.values("title").get(2)).endsWith("in place of the CNAME record");
    }

    @Test
    void leavesThePolicyToTheProviderWhenMxHostsChange() throws IOException {
        delegate();

        ToolRun.Result added = plan("--add-mx", "c.mx.provider.test", "--add-mx", "mx.elsewhere.test");
        assertThat(added.values("place")).containsExactly("hosts", "provider_policy", "mx");
        assertThat(added.values("why").get(1)).isEqualTo("It does not name mx.elsewhere.test yet.");
        assertThat(plan("--add-mx", "c.mx.provider.test").values("done").get(1)).isEqualTo("true");
        assertThat(plan("--drop-mx", "b.mx.provider.test").values("place")).containsExactly("mx", "hosts");
    }

    @Test
    void isPrintedWithin80Columns() throws IOException {
        delegate();

        List<String> lines = new ToolRun(folder)
                .within(net)
                .run("plan", "--provider", "provider.test", USER)
                .out()
                .lines()
                .toList();

        assertThat(lines).hasSizeGreaterThan(30).allMatch(line -> line.length() <= 80);
        assertThat(lines).anyMatch(line -> line.startsWith("3. Provider, policy over HTTPS: "));
    }

    @Test
    void saysThatItIsNotKnownWhenTheDnsFails() throws IOException {
        net.dns().servfail("mta-sts.user.test");

        assertThat(plan().status()).isEqualTo(ExitStatus.UNKNOWN);
        assertThat(plan().err()).contains("it is not known whether mta-sts.user.test is delegated");
        assertThat(plan("--remove", "--provider", "provider.test").status()).isEqualTo(ExitStatus.WRONG_ARGUMENTS);
    }

    private void delegate() {
        net.policyHost("provider.test").certificate(net.ca().issue("mta-sts.provider.test", "mta-sts.user.test"));
        net.dns()
                .cname("mta-sts.user.test", "mta-sts.provider.test")
                .cname("_mta-sts.user.test", "_mta-sts.provider.test");
    }

    private ToolRun.Result plan(String... options) throws IOException {
        String[] arguments = new String[options.length + 3];
        arguments[0] = "plan";
        arguments[1] = "--json";
        System.arraycopy(options, 0, arguments, 2, options.length);
        arguments[options.length + 2] = USER;
        return new ToolRun(folder).within(net).run(arguments);
    }
}
