package io.github.mtasts.tool.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tlsrpt.dkim.DkimVerdict;
import io.github.mtasts.tlsrpt.read.InboxResult;
import io.github.mtasts.tlsrpt.read.ReportInbox;
import io.github.mtasts.tlsrpt.read.ReportReader;
import io.github.mtasts.tool.GoodDomain;
import io.github.mtasts.tool.ToolRun;
import io.github.mtasts.tool.run.ExitStatus;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestNetworkExtension.class)
class ReportsCommandsTest {
    @TempDir
    Path folder;

    @Test
    void saysThatADomainIsReadyOnlyByEnoughVerifiedReports(TestNetwork net) throws IOException {
        new GoodDomain(net).policy("testing", 604_800);
        ToolRun tool = new ToolRun(folder).within(net);
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        LocalDate today = LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC);
        String[] ready = {"reports", "ready", "--json", "--reports", "inbox", GoodDomain.NAME};

        assertThat(tool.run(ready).values("level")).containsExactly("no_reports");
        assertThat(tool.run(ready).status()).isEqualTo(ExitStatus.UNKNOWN);
        store(inbox, TestReports.report("a.test", GoodDomain.NAME, today.minusDays(1), 100, 0));
        assertThat(tool.run(ready).values("level")).containsExactly("too_little_evidence");
        assertThat(tool.run(ready).status()).isEqualTo(ExitStatus.UNKNOWN);
        for (int day = 1; day <= 20; day++) {
            keep(inbox, "one.test", TestReports.report("one.test", GoodDomain.NAME, today.minusDays(day), 100, 0));
            keep(inbox, "two.test", TestReports.report("two.test", GoodDomain.NAME, today.minusDays(day), 100, 0));
        }
        ToolRun.Result good = tool.run(ready);
        assertThat(good.values("level")).as(good.out()).containsExactly("ready");
        assertThat(good.status()).isEqualTo(ExitStatus.GOOD);
        store(inbox, TestReports.report("b.test", GoodDomain.NAME, today.minusDays(1), 0, 3));
        ToolRun.Result bad = tool.run("reports", "ready", "--reports", "inbox", GoodDomain.NAME);
        assertThat(bad.status()).isEqualTo(ExitStatus.PROBLEM);
        assertThat(bad.out()).contains("good.test: not yet ready", "certificate-expired", "What would change this:");
        assertThat(bad.out().lines()).allMatch(line -> line.length() <= 80);
    }

    @Test
    void showsAndExportsAnInboxAndAFolderOfFiles(TestNetwork net) throws IOException {
        ToolRun tool = new ToolRun(folder).within(net);
        LocalDate today = LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC);
        byte[] report = TestReports.report("a.test", "shown.test", today.minusDays(2), 90, 10);
        Path inbox = Files.createDirectory(folder.resolve("inbox"));
        store(inbox, report);
        Files.write(Files.createDirectory(folder.resolve("files")).resolve("one.json"), report);

        for (String where : List.of("inbox", "files")) {
            ToolRun.Result shown = tool.run("reports", "show", "--html", "page.html", where);
            assertThat(shown.out()).as(shown.err()).contains("shown.test", "certificate-expired");
            assertThat(shown.out().lines()).allMatch(line -> line.length() <= 80);
            assertThat(Files.readString(folder.resolve("page.html"))).contains("shown.test");
            assertThat(tool.run("reports", "show", "--json", where).values("result_type"))
                    .contains("certificate-expired");
            assertThat(tool.run("reports", "show", "--json", "--domain", "other.test", where)
                            .values("domain"))
                    .isEmpty();
            assertThat(tool.run("reports", "export", "--csv", "failures", where).out())
                    .startsWith("domain,reporter,")
                    .contains("shown.test,a.test");
            assertThat(tool.run("reports", "export", "--csv", "domains", where).out())
                    .contains("shown.test");
            assertThat(tool.run("reports", "export", "--csv", "reports", where).out())
                    .contains("shown.test");
            assertThat(tool.run("reports", "export", "--json", where).values("domain"))
                    .containsExactly("shown.test");
        }
    }

    @Test
    void saysWhyMailWasNotTaken(TestNetwork net) throws IOException {
        ToolRun tool = new ToolRun(folder).within(net);
        LocalDate today = LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC);
        Path mail = Files.createDirectories(folder.resolve("Maildir/new"));
        Files.write(
                mail.resolve("1.eml"),
                TestReports.mail("a.test", TestReports.report("a.test", "mailed.test", today.minusDays(2), 9, 1)));
        Files.writeString(mail.resolve("2.eml"), "no report\n");

        ToolRun.Result result = tool.run("reports", "inbox", "--mail", "Maildir", "inbox");

        assertThat(result.out()).startsWith("0 new reports").contains("1 file not taken: ");
        assertThat(result.out().lines()).hasSize(3);
        assertThat(tool.run("reports", "inbox", "--json", "--mail", "Maildir", "inbox")
                        .out())
                .contains("\"new\":0,\"refused\":{\"");
    }

    /** An inbox has names that begin so, too; the other files of this folder count as well. */
    @Test
    void readsEveryFileOfAFolderOfAttachments(TestNetwork net) throws IOException {
        ToolRun tool = new ToolRun(folder).within(net);
        LocalDate today = LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC);
        Path files = Files.createDirectory(folder.resolve("files"));
        Files.write(files.resolve("report-1.json"), TestReports.report("a.test", "one.test", today.minusDays(2), 9, 1));
        Files.write(files.resolve("two.json"), TestReports.report("a.test", "two.test", today.minusDays(2), 9, 1));

        assertThat(tool.run("reports", "export", "--json", "files").values("domain"))
                .contains("one.test", "two.test");
    }

    @Test
    void takesMailInOnceAndWritesTheSite(TestNetwork net) throws IOException {
        ToolRun tool = new ToolRun(folder).within(net);
        LocalDate today = LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC);
        Path mail = Files.createDirectories(folder.resolve("Maildir/new"));
        Files.write(
                mail.resolve("1.eml"),
                TestReports.mail("a.test", TestReports.report("a.test", "mailed.test", today.minusDays(2), 9, 1)));
        String[] once = {
            "reports", "inbox", "--json", "--accept-unverified", "--mail", "Maildir", "--site", "site", "inbox"
        };

        ToolRun.Result first = tool.run(once);
        assertThat(first.values("new")).as(first.out() + first.err()).containsExactly("1");
        assertThat(tool.run(once).values("new")).containsExactly("0");
        assertThat(folder.resolve("Maildir/new/1.eml")).exists();
        assertThat(Files.readString(folder.resolve("site/index.html"))).contains("mailed.test");
        assertThat(Files.readString(folder.resolve("site/domains.csv"))).contains("mailed.test");
        assertThat(Files.readString(folder.resolve("site/summary.json"))).contains("mailed.test");
    }

    @Test
    void saysInOneSentenceWhatIsWrong(TestNetwork net) throws IOException {
        ToolRun tool = new ToolRun(folder).within(net);

        assertThat(tool.run("reports", "show", "nowhere").status()).isEqualTo(ExitStatus.BROKEN);
        assertThat(tool.run("reports", "show", "nowhere").err().lines()).hasSize(1);
        assertThat(tool.run("reports", "export", "inbox").err()).contains("give either --json or --csv");
        for (String[] wrong : new String[][] {
            {"--certificate", "c.pem"},
            {"--listen", "127.0.0.1:0"},
            {"--listen", "0.0.0.0:0", "--behind-proxy"},
            {"--listen", "localhost:0", "--behind-proxy"},
            {"--path", "x"},
            {"--max-mebibytes", "0"},
        }) {
            String[] all = new String[wrong.length + 3];
            all[0] = "reports";
            all[1] = "inbox";
            System.arraycopy(wrong, 0, all, 2, wrong.length);
            all[all.length - 1] = "inbox";
            assertThat(tool.run(all).status()).as(String.join(" ", wrong)).isEqualTo(ExitStatus.WRONG_ARGUMENTS);
        }
        assertThat(folder.resolve("inbox")).doesNotExist();
    }

    private static void store(Path inbox, byte[] report) throws IOException {
        assertThat(ReportInbox.in(inbox).store("application/tlsrpt+json", new ByteArrayInputStream(report)))
                .isInstanceOf(InboxResult.Kept.class);
    }

    private void keep(Path inbox, String submitter, byte[] report) throws IOException {
        ReportReader reader = ReportReader.builder()
                .verifier(message -> new DkimVerdict.Valid(List.of(submitter), List.of()))
                .build();
        byte[] mail = TestReports.mail(submitter, report);
        InboxResult result = ReportInbox.in(inbox).keep(mail, "", Instant.now(), reader);
        assertThat(result).as(new String(mail, StandardCharsets.UTF_8)).isInstanceOf(InboxResult.Kept.class);
    }
}
