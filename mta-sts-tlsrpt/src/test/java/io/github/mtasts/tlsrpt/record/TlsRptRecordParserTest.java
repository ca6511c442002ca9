package io.github.mtasts.tlsrpt.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TlsRptRecordParserTest {
    private static TlsRptRecord valid(String record) {
        TlsRptRecordParse selection = TlsRptRecordParser.parse(record);
        assertThat(selection).isInstanceOf(TlsRptRecordParse.Valid.class);
        return ((TlsRptRecordParse.Valid) selection).record();
    }

    private static List<String> uris(String record) {
        return valid(record).destinations().stream().map(ReportDestination::uri).toList();
    }

    private static List<String> addresses(String record) {
        return valid(record).destinations().stream()
                .flatMap(each -> ((ReportDestination.Mail) each).addresses().stream())
                .toList();
    }

    private static String refused(String record) {
        TlsRptRecordParse selection = TlsRptRecordParser.parse(record);
        assertThat(selection).as(record).isInstanceOf(TlsRptRecordParse.Invalid.class);
        return ((TlsRptRecordParse.Invalid) selection).reason();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=TLSRPTv2; rua=mailto:a@example.com",
                "v=tlsrptv1; rua=mailto:a@example.com",
                "rua=mailto:a@example.com; v=TLSRPTv1",
                " v=TLSRPTv1; rua=mailto:a@example.com",
                "v= TLSRPTv1; rua=mailto:a@example.com",
                ""
            })
    @Tag("RPT-3-03")
    void wantsTheVersionFirstAndExactly(String record) {
        assertThat(refused(record)).contains("v=TLSRPTv1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "v=TLSRPTv1;rua=mailto:a@example.com",
                "v=TLSRPTv1 ; \trua=mailto:a@example.com ;",
                "v=TLSRPTv1;\t rua=mailto:a@example.com; ",
            })
    @Tag("RPT-3-04")
    void allowsWhiteSpaceAroundSemicolonsAndOneAtTheEnd(String record) {
        assertThat(addresses(record)).containsExactly("a@example.com");
        refused("v=TLSRPTv1;;rua=mailto:a@example.com");
        refused("v=TLSRPTv1;rua=mailto:a@example.com;;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"v=TLSRPTv1", "v=TLSRPTv1; foo=bar", "v=TLSRPTv1; RUA=mailto:a@example.com"})
    @Tag("RPT-3-05")
    void wantsARua(String record) {
        assertThat(refused(record)).contains("no rua field");
    }

    @Test
    @Tag("RPT-3-06")
    void readsAListOfUris() {
        assertThat(uris("v=TLSRPTv1; rua=mailto:a@example.com , https://r.example.net/x"))
                .containsExactly("mailto:a@example.com", "https://r.example.net/x");
        assertThat(refused("v=TLSRPTv1; rua=reports@example.com")).contains("neither mailto nor https");
    }

    @Test
    @Tag("RPT-3-07")
    @Tag("RPT-3-08")
    void splitsBeforeItDecodesAndKeepsTheTargetOfAPost() {
        TlsRptRecord record = valid("v=TLSRPTv1; rua=https://r.example.net/a%2Cb%3Bc,mailto:a%21b@example.com");
        assertThat(record.destinations()).hasSize(2);
        ReportDestination.Https post =
                (ReportDestination.Https) record.destinations().get(0);
        assertThat(post.target().getRawPath()).isEqualTo("/a%2Cb%3Bc");
        assertThat(record.destinations().get(1))
                .isEqualTo(new ReportDestination.Mail("mailto:a%21b@example.com", List.of("a!b@example.com")));
    }

    @Test
    @Tag("RPT-3-09")
    void dropsAnEntryWithARawExclamationMarkOnly() {
        TlsRptRecord record = valid("v=TLSRPTv1; rua=mailto:a@example.com!10m,mailto:b@example.com");
        assertThat(record.destinations()).extracting(ReportDestination::uri).containsExactly("mailto:b@example.com");
        assertThat(record.warnings()).singleElement().asString().contains("a@example.com!10m", "%21");
    }

    @Test
    @Tag("RPT-3-10")
    void usesMailtoAndHttpsOnlyInAnyCase() {
        assertThat(uris("v=TLSRPTv1; rua=HTTPS://r.example.net/,http://r.example.net/,MAILTO:a@example.com"))
                .containsExactly("https://r.example.net/", "mailto:a@example.com");
        refused("v=TLSRPTv1; rua=ftp://r.example.net/");
    }

    @Test
    @Tag("RPT-3-11")
    void aMailtoMayNameSeveralAddressesAndItsFieldsAreIgnored() {
        TlsRptRecord record = valid("v=TLSRPTv1; rua=mailto:a@example.com%2Cb@Example.com?subject=x");
        assertThat(record.destinations())
                .containsExactly(new ReportDestination.Mail(
                        "mailto:a@example.com%2Cb@example.com", List.of("a@example.com", "b@example.com")));
    }

    @Test
    @Tag("RPT-3-12")
    void severalRuaFieldsAddUpWithoutDuplicates() {
        assertThat(addresses("v=TLSRPTv1; rua=mailto:a@example.com; rua=mailto:b@example.com,mailto:a@example.com"))
                .containsExactly("a@example.com", "b@example.com");
    }

    @Test
    @Tag("RPT-3-13")
    void ignoresFieldsOfTheFormOfExtensions() {
        assertThat(addresses("v=TLSRPTv1; a_b-c.d=1; rua=mailto:a@example.com")).hasSize(1);
        for (String odd : List.of("_a=1", "x=", "x=a=b", "x", "é=1", "x=é")) {
            TlsRptRecord record = valid("v=TLSRPTv1; rua=mailto:a@example.com; " + odd);
            assertThat(record.destinations()).hasSize(1);
            assertThat(record.warnings()).singleElement().asString().contains("ignored: field");
            assertThat(valid("v=TLSRPTv1; " + odd + "; rua=mailto:a@example.com")
                            .warnings())
                    .hasSize(1);
            assertThat(refused("v=TLSRPTv1; " + odd)).contains("no rua field");
        }
    }

    @Test
    @Tag("RPT-3-14")
    void amongSeveralRecordsExactlyOneMustBeAboutReports() {
        String ours = "v=TLSRPTv1; rua=mailto:a@example.com";
        assertThat(TlsRptRecordParser.select(List.of(ours, "v=spf1 -all"))).isInstanceOf(TlsRptRecordParse.Valid.class);
        assertThat(TlsRptRecordParser.select(List.of(ours, ours))).isInstanceOf(TlsRptRecordParse.Invalid.class);
        assertThat(TlsRptRecordParser.select(List.of("v=spf1 -all", "v=TLSRPTv1 ; rua=mailto:a@example.com")))
                .isInstanceOf(TlsRptRecordParse.None.class);
        assertThat(TlsRptRecordParser.select(List.of("v=spf1 -all"))).isInstanceOf(TlsRptRecordParse.None.class);
        assertThat(TlsRptRecordParser.select(List.of())).isInstanceOf(TlsRptRecordParse.None.class);
    }

    @Test
    @Tag("RPT-3-15")
    void aSoleRecordWithAFaultCountsAsNone() {
        assertThat(TlsRptRecordParser.select(List.of("v=TLSRPTv1; rua=")))
                .isInstanceOf(TlsRptRecordParse.Invalid.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mailto:",
                "mailto:a",
                "mailto:a@",
                "mailto:@example.com",
                "mailto:a@[192.0.2.1]",
                "mailto:a%40",
                "mailto:a%0d%0ab@example.com",
                "mailto:a%@example.com",
                "mailto:%4",
                "mailto:a b@example.com",
                "mailto:%22a%22@example.com",
                "mailto:a%3Cb@example.com",
                "mailto:a..b@example.com",
                "mailto:é@example.com",
                "https://user:secret@r.example.net/",
                "https://192.0.2.1/",
                "https://[2001:db8::1]/",
                "https:///x",
                "https://r.example.net:0/",
                "https://r.example.net:70000/",
                "https://r.example.net/#x",
                "https://a_b.example.net/",
                "https://r.example.net/ x",
                "https:opaque",
                "x"
            })
    void anEntryThatCannotBeUsedCostsNoOther(String entry) {
        TlsRptRecord record = valid("v=TLSRPTv1; rua=" + entry + ",mailto:b@example.com");
        assertThat(record.destinations()).extracting(ReportDestination::uri).containsExactly("mailto:b@example.com");
        assertThat(record.warnings())
                .isNotEmpty()
                .allSatisfy(warning -> assertThat(warning).matches("[ -~]+"));
        assertThat(refused("v=TLSRPTv1; rua=" + entry)).matches("[ -~]+");
    }

    @Test
    void whatWasWrittenIsReadAgain() {
        for (String entry : List.of(
                "mailto:a%21b%25+c@example.com%2Cd=e@example.net",
                "https://r.example.net:8443/a%2Cb?x=%21&y=1", "MAILTO:A@EXAMPLE.com")) {
            ReportDestination read =
                    valid("v=TLSRPTv1; rua=" + entry).destinations().get(0);
            assertThat(ReportDestination.parse(read.uri())).contains(read);
        }
        assertThat(ReportDestination.parse("nothing")).isEmpty();
    }

    /** Stores keep destinations in keys, whose length is limited: what is longer when it is encoded counts as what is longer. */
    @Test
    void usesNoDestinationThatIsLongerThanTheLimitWhenItIsEncoded() {
        String address = "{".repeat(60) + "@" + "a".repeat(60) + ".example";
        String many = String.join(
                "%2C", IntStream.range(0, 10).mapToObj(i -> i + address).toList());
        assertThat(many.length()).isLessThan(1_900);
        assertThat(refused("v=TLSRPTv1; rua=mailto:" + many)).contains("longer than 2000 characters");
        String few = String.join(
                "%2C", IntStream.range(0, 7).mapToObj(i -> i + address).toList());
        ReportDestination kept =
                valid("v=TLSRPTv1; rua=mailto:" + few).destinations().get(0);
        assertThat(kept.uri().length()).isBetween(1_500, 2_000);
        assertThat(ReportDestination.parse(kept.uri())).contains(kept);
    }

    @Test
    void usesTenDestinationsAtMost() {
        String many = String.join(
                ",",
                IntStream.range(0, 100)
                        .mapToObj(i -> "mailto:a" + i + "@example.com")
                        .toList());
        assertThat(valid("v=TLSRPTv1; rua=" + many).destinations()).hasSize(10);
        assertThat(addresses("v=TLSRPTv1; rua=" + many.replace(",mailto:", "%2C")))
                .hasSize(10);
    }

    @Test
    void neverThrowsWhateverTheCharactersAre() {
        Random random = new Random(8460);
        byte[] seed = "v=TLSRPTv1; rua=mailto:a%21b@example.com,https://r.example.net/x; e=1"
                .getBytes(StandardCharsets.ISO_8859_1);
        for (int i = 0; i < 50_000; i++) {
            byte[] record = seed.clone();
            for (int j = random.nextInt(6); j >= 0; j--) {
                record[random.nextInt(record.length)] = (byte) random.nextInt(256);
            }
            String text = new String(record, 0, random.nextInt(record.length + 1), StandardCharsets.ISO_8859_1);
            if (TlsRptRecordParser.parse(text) instanceof TlsRptRecordParse.Valid valid) {
                assertThat(valid.record().destinations()).allSatisfy(each -> {
                    assertThat(each.uri()).matches("[!-~]+");
                    assertThat(ReportDestination.parse(each.uri())).contains(each);
                });
            }
        }
    }

    @Test
    void readsWhiteSpaceAfterTheColonAndSemicolonsBetweenEntriesWithAWarning() {
        TlsRptRecord spaced = valid("v=TLSRPTv1; rua=mailto: a@example.com");
        assertThat(spaced.destinations()).extracting(ReportDestination::uri).containsExactly("mailto:a@example.com");
        assertThat(spaced.warnings()).singleElement().asString().contains("white space");
        TlsRptRecord semicolons =
                valid("v=TLSRPTv1; rua=mailto:a@example.com;mailto:b@example.com; https://r.example.net/?x=y;");
        assertThat(semicolons.destinations())
                .extracting(ReportDestination::uri)
                .containsExactly("mailto:a@example.com", "mailto:b@example.com", "https://r.example.net/?x=y");
        assertThat(semicolons.warnings()).hasSize(2).allMatch(warning -> warning.contains("expected a comma"));
        assertThat(refused("v=TLSRPTv1; mailto:a@example.com")).contains("no rua field");
    }
}
