package io.github.mtasts.policy;

import java.util.ArrayList;
import java.util.List;

/** Good and bad records, by the row of the conformance matrix that decides them. They also seed the fuzzer. */
final class StsRecordSamples {
    /** All of them. */
    static final List<StsRecordSample> ALL = new Table().rows();

    private StsRecordSamples() {}

    private static final class Table {
        private final List<StsRecordSample> rows = new ArrayList<>();

        List<StsRecordSample> rows() {
            bad("STS-3.1-02", "V=STSv1; id=1", "expected \"v=STSv1\" as the first field");
            bad("STS-3.1-02", "v=stsv1; id=1", "starts with \"v=stsv1\"");
            bad("STS-3.1-02", "v=STSv2; id=1", "starts with \"v=STSv2\"");
            bad("STS-3.1-02", "v=STSv10; id=1", "starts with \"v=STSv10\"");
            bad("STS-3.1-02", "v=STSv1 id=1", "starts with \"v=STSv1 id=1\"");
            bad("STS-3.1-02", "v= STSv1; id=1", "starts with");
            bad("STS-3.1-02", "", "starts with \"\"");
            bad("STS-3.1-02", "v=spf1 -all", "starts with \"v=spf1 -all\"");
            bad("STS-3.1-02", "\"v=STSv1; id=1;\"", "starts with \"\"v=STSv1\"");

            bad("STS-3.1-03", "id=1; v=STSv1", "starts with \"id=1\"");
            good("STS-3.1-03", "v=STSv1; foo=bar; id=1; baz=x", "id 1 {foo=bar, baz=x}");

            bad("STS-3.1-04", "v=STSv1", "no id field");
            bad("STS-3.1-04", "v=STSv1;", "no id field");
            bad("STS-3.1-04", "v=STSv1; foo=bar", "no id field");

            for (String id : List.of("", "2024-01", "a_b", "\u00c3\u00a91", "1.", "a b", "a=b", "1".repeat(33))) {
                bad(
                        "STS-3.1-05",
                        "v=STSv1; id=" + id + ";",
                        id.contains("\u00c3") ? "outside ASCII" : "expected 1 to 32");
            }
            for (String id : List.of("1", "20160831085700Z", "aZ".repeat(16))) {
                good("STS-3.1-05", "v=STSv1; id=" + id + ";", "id " + id);
            }
            bad("STS-3.1-06", "v=STSv1; ID=1", "no id field");
            good("STS-3.1-06", "v=STSv1; ID=1; id=2", "id 2 {ID=1}");

            good("STS-3.1-08", "v=STSv1 ;\t id=1 ; ", "id 1");
            good("STS-3.1-08", "v=STSv1;id=1;a=b", "id 1 {a=b}");
            good("STS-3.1-09", "v=STSv1; id=1", "id 1");
            good("STS-3.1-09", "v=STSv1; id=1;", "id 1");

            bad("STS-3.1-10", "v=STSv1;; id=1", "empty field");
            bad("STS-3.1-10", "v=STSv1; id=1;;", "empty field");
            bad("STS-3.1-10", "v=STSv1; id=1; ;", "empty field");
            bad("STS-3.1-10", " v=STSv1; id=1;", "starts with \" v=STSv1\"");
            bad("STS-3.1-10", "v=STSv1; id=1 ", "ends with white space");
            bad("STS-3.1-10", "v=STSv1; id=1; id=2\t", "ends with white space");
            bad("STS-3.1-10", "v=STSv1; id =1", "field name \"id \" is malformed");
            bad("STS-3.1-10", "v=STSv1; id= 1", "id is \" 1\"");
            bad("STS-3.1-10", "v=STSv1; id=1; foo", "field \"foo\" has no equals sign");
            bad("STS-3.1-10", "v=STSv1; id; x=1", "field \"id\" has no equals sign");
            bad("STS-3.1-10", "v=STSv1\n; id=1", "starts with \"v=STSv1?\"");

            good("STS-3.1-11", "v=STSv1; id=1; a_b-c.d=1", "id 1 {a_b-c.d=1}");
            good("STS-3.1-11", "v=STSv1; id=1; " + "n".repeat(32) + "=1", "id 1 {" + "n".repeat(32) + "=1}");
            bad("STS-3.1-11", "v=STSv1; id=1; _a=1", "field name \"_a\" is malformed");
            bad("STS-3.1-11", "v=STSv1; id=1; " + "n".repeat(33) + "=1", "is malformed");
            bad("STS-3.1-11", "v=STSv1; id=1; =1", "field name \"\" is malformed");

            bad("STS-3.1-12", "v=STSv1; id=1; x=", "field x has no value");
            bad("STS-3.1-12", "v=STSv1; id=1; x=a=b", "field x is \"a=b\"");
            bad("STS-3.1-12", "v=STSv1; id=1; x=a b", "field x is \"a b\"");
            bad("STS-3.1-12", "v=STSv1; id=1; x=\u007f", "field x is \"?\"");
            good("STS-3.1-12", "v=STSv1; id=1; x=!~<>:", "id 1 {x=!~<>:}");

            bad("STS-3.1-13", "v=STSv1; id=1; x=\u00c3\u00a9", "outside ASCII at position 17");
            bad("STS-3.1-13", "v=STSv1; id=1; id=\u00ff", "outside ASCII");

            bad("STS-3.1-18", "v=STSv1; id=a-b;", "id is \"a-b\"; expected 1 to 32 letters and digits");

            good("STS-3.1-21", "v=STSv1; id=1; id=2", "id 1");
            good("STS-3.1-21", "v=STSv1; id=1; id=!; id=; id=a=b", "id 1");
            good("STS-3.1-21", "v=STSv1; id=1; x=a; x=b; x=", "id 1 {x=a}");
            good("STS-3.1-21", "v=STSv1; id=1; v=STSv2", "id 1");
            bad("STS-3.1-21", "v=STSv1; id=!; id=1", "id is \"!\"");
            return List.copyOf(rows);
        }

        private void good(String tag, String text, String meaning) {
            rows.add(new StsRecordSample(tag, text, meaning, ""));
        }

        private void bad(String tag, String text, String reason) {
            rows.add(new StsRecordSample(tag, text, "", reason));
        }
    }
}
