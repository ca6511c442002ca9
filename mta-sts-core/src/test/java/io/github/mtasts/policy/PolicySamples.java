package io.github.mtasts.policy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** Good and bad policies, by the row of the conformance matrix that decides them. They also seed the fuzzer. */
final class PolicySamples {
    /** All of them. */
    static final List<PolicySample> ALL = new Table().rows();

    private PolicySamples() {}

    /** Lines with CRLF ends, one character for each octet of their UTF-8 form. */
    static String text(String... lines) {
        return utf8(String.join("\r\n", lines) + "\r\n");
    }

    private static String utf8(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static final class Table {
        private static final int NO_LINE = 0;
        private static final String V = "version: STSv1";
        private static final String M = "mode: enforce";
        private static final String X = "mx: mx1.example.com";
        private static final String A = "max_age: 86400";
        private static final String PLAIN = "enforce mx [mx1.example.com] max_age 86400";

        private final List<PolicySample> rows = new ArrayList<>();

        List<PolicySample> rows() {
            lines();
            namesAndColons();
            version();
            mode();
            maxAge();
            mx();
            extensions();
            duplicates();
            notText();
            return List.copyOf(rows);
        }

        private void lines() {
            good("STS-3.2-05", text(V, M, X, A), PLAIN);
            good("STS-3.2-05", "version: STSv1\nmode: enforce\nmx: mx1.example.com\nmax_age: 86400\n", PLAIN);
            good("STS-3.2-05", "version: STSv1\nmode: enforce\r\nmx: mx1.example.com\r\nmax_age: 86400\n", PLAIN);
            bad("STS-3.2-05", "version: STSv1\rmode: enforce\rmx: mx1.example.com\rmax_age: 86400\r", 1, "version is");
            bad("STS-3.2-05", "version: STSv1\r\nmode: enforce\r\r\nmx: a.example\r\nmax_age: 1\r\n", 2, "mode is");
            bad("STS-3.2-05", "version: STSv1\r\nmode: none\r\nmax_age: 86400\r", 3, "max_age is");
            bad("STS-3.2-05", "version: STSv1\r\nmode: none\rmax_age: 86400\r\n", 2, "mode is");
            good("STS-3.2-06", "version: STSv1\r\nmode: enforce\r\nmx: mx1.example.com\r\nmax_age: 86400", PLAIN);
            good("STS-3.2-06", text(V, "mode: enforce \t", X, A), PLAIN);
            good("STS-3.2-06", text(V + " ", M + "\t", X + "  ", A + " "), PLAIN);
            good("STS-3.2-07", text(V, "mode:enforce", X, A), PLAIN);
            good("STS-3.2-07", text(V, "mode:\t enforce", X, A), PLAIN);
            good("STS-3.2-07", text("version:STSv1", M, "mx:mx1.example.com", "max_age:\t86400"), PLAIN);
            good("STS-3.2-09", text(V, M, "", X, A, "", ""), PLAIN, 3, 6, 7);
            good("STS-3.2-09", text(V, " \t", M, X, A), PLAIN, 2);
            good("STS-3.2-09", text("", V, M, X, A), PLAIN, 1);
        }

        private void namesAndColons() {
            bad("STS-3.2-08", text(V, " mode: enforce", X, A), 2, "white space before \"mode\"");
            bad("STS-3.2-08", text(V, "mode : enforce", X, A), 2, "white space between \"mode \" and the colon");
            bad("STS-3.2-08", text(V, "\tmx: mx1.example.com", M, X, A), 2, "white space before \"mx\"");
            bad("STS-3.2-08", text(V, M, X, A, "future\t: x"), 5, "and the colon");
            bad("STS-3.2-08", text(V, M, X, A, " future: x"), 5, "white space before");
            bad("STS-3.2-10", text(V, M, "hello world", X, A), 3, "\"hello world\" has no colon");
            bad("STS-3.2-10", text("---", V, M, X, A), 1, "\"---\" has no colon");
            bad("STS-3.2-10", text(V, M, X, A, "# the end"), 5, "has no colon");
            bad("STS-3.2-10", text(V, M, "mx:", "  - a.example", A), 3, "mx is \"\"");
            bad("STS-3.2-23", text(V, "Mode: enforce", X, A), NO_LINE, "no mode field");
            bad("STS-3.2-23", text("VERSION: STSv1", M, X, A), NO_LINE, "no version field");
            bad("STS-3.2-23", text(V, M, "MX: mx1.example.com", A), NO_LINE, "no mx field");
            good("STS-3.2-23", text(V, M, "Mode: none", X, A), PLAIN);
            good("STS-3.2-12", text(A, X, M, V), PLAIN);
            good("STS-3.2-12", text(X, A, V, M), PLAIN);
        }

        private void version() {
            bad("STS-3.2-11", text(M, X, A), NO_LINE, "no version field");
            bad("STS-3.2-11", text("version: STSv2", M, X, A), 1, "version is \"STSv2\"; expected \"STSv1\"");
            bad("STS-3.2-11", text("version: stsv1", M, X, A), 1, "version is \"stsv1\"");
            bad("STS-3.2-11", text("version: STSv1x", M, X, A), 1, "version is");
            bad("STS-3.2-11", text("version:", M, X, A), 1, "version is \"\"");
            bad("STS-3.2-11", text("foo: bar"), NO_LINE, "no version and no mode and no max_age field");
        }

        private void mode() {
            bad("STS-3.2-13", text(V, X, A), NO_LINE, "no mode field");
            bad("STS-3.2-13", text(V, "mode: Enforce", X, A), 2, "mode is \"Enforce\"");
            bad("STS-3.2-13", text(V, "mode: report", X, A), 2, "expected \"enforce\", \"testing\" or \"none\"");
            bad("STS-3.2-13", text(V, "mode: enforced", X, A), 2, "mode is \"enforced\"");
            bad("STS-3.2-13", text(V, "mode:", X, A), 2, "mode is \"\"");
            bad("STS-3.2-13", text(V, "mode: enforce testing", X, A), 2, "mode is");
            good("STS-3.2-13", text(V, "mode: testing", X, A), "testing mx [mx1.example.com] max_age 86400");
        }

        private void maxAge() {
            bad("STS-3.2-14", text(V, M, X), NO_LINE, "no max_age field");
            for (String value : List.of("", "-1", "+1", "1.5", "1d", "0x10", "1 0", "12345678901", "1,000")) {
                bad(
                        "STS-3.2-14",
                        text(V, M, X, "max_age: " + value),
                        4,
                        "max_age is \"" + value + "\"; expected 1 to 10");
            }
            bad("STS-3.2-14", text(V, M, X, "max_age: 18446744073709551615"), 4, "max_age is");
            bad("STS-3.2-14", text(V, M, X, "max_age: \u0661"), 4, "max_age is"); // a digit, but an Arabic one
            good("STS-3.2-14", text(V, M, X, "max_age: 0000000060"), "enforce mx [mx1.example.com] max_age 60");
            String greatest = "enforce mx [mx1.example.com] max_age 31557600";
            good("STS-3.2-15", text(V, M, X, "max_age: 31557600"), greatest);
            good("STS-3.2-15", text(V, M, X, "max_age: 31557601"), greatest, 4);
            good("STS-3.2-15", text(V, M, X, "max_age: 2147483648"), greatest, 4);
            good("STS-3.2-15", text(V, M, X, "max_age: 4294967296"), greatest, 4);
            good("STS-3.2-15", text(V, M, X, "max_age: 9999999999"), greatest, 4);
            good("STS-3.2-16", text(V, M, X, "max_age: 0"), "enforce mx [mx1.example.com] max_age 0");
        }

        private void mx() {
            bad("STS-3.2-17", text(V, M, A), NO_LINE, "no mx field");
            bad("STS-3.2-17", text(V, "mode: testing", A), NO_LINE, "no mx field");
            good("STS-3.2-17", text(V, "mode: none", A), "none mx [] max_age 86400");
            good("STS-3.2-17", text(V, "mode: none", X, A), "none mx [mx1.example.com] max_age 86400");
            goodMx("STS-3.2-18", "mail.example.com", "mail.example.com");
            goodMx("STS-3.2-18", "*.example.net", "*.example.net");
            goodMx("STS-3.2-18", "MX1.Example.COM", "mx1.example.com");
            goodMx("STS-3.2-18", "localhost", "localhost");
            goodMx("STS-3.2-18", "*.example", "*.example");
            goodMx("STS-3.2-18", "1-2.3com.4x", "1-2.3com.4x");
            good("STS-3.2-18", text(V, M, "mx: 192.0.2.1", A), "enforce mx [192.0.2.1] max_age 86400", 3);
            for (String value : List.of(
                    "",
                    "*",
                    "*.",
                    "*mx.example.com",
                    "mx*.example.com",
                    "m*x.example.com",
                    "mx.*.example.com",
                    "*.*.example.com",
                    "**.example.com",
                    "mx.example.*",
                    "[192.0.2.1]",
                    "[IPv6:2001:db8::1]")) {
                badMx("STS-3.2-19", value);
            }
            for (String value : List.of(
                    ".",
                    "..",
                    ".example.com",
                    "a..example.com",
                    "-a.example.com",
                    "a-.example.com",
                    "a_b.example.com",
                    "_mx.example.com",
                    "mx 1.example.com",
                    "mx1.example.com # first",
                    "10 mx1.example.com",
                    "mail[.x",
                    "********!",
                    "x servername=evil protocols=foo",
                    "a:25",
                    "http://a.example",
                    "a/b",
                    "a\u0000.example",
                    "a".repeat(64) + ".example",
                    "a.".repeat(127) + "a")) {
                badMx("STS-3.2-18", value);
            }
            String three = "enforce mx [b.example, a.example, *.c.example] max_age 86400";
            good("STS-3.2-20", text(V, M, "mx: b.example", "mx: a.example", A, "mx: *.c.example"), three);
            badMx("STS-3.2-20", "a.example.com, b.example.com");
            badMx("STS-3.2-20", "a.example.com b.example.com");
            bad("STS-3.2-20", text(V, M, X, "mx: bad_", A), 4, "mx is \"bad_\"");
            badMx("STS-3.2-21", "mx.b\u00fccher.example");
            bad("STS-3.2-21", "version: STSv1\nmode: enforce\nmx: mx.b\u00fccher.example\nmax_age: 1\n", 3, "mx is");
            goodMx("STS-3.2-21", "mx.xn--bcher-kva.example", "mx.xn--bcher-kva.example");
            goodMx("STS-3.2-22", "mail.example.com.", "mail.example.com");
            goodMx("STS-3.2-22", "*.example.com.", "*.example.com");
            badMx("STS-3.2-22", "mail.example.com..");
        }

        private void extensions() {
            good("STS-3.2-24", text(V, "future_key.1-x: some text \u00fc", M, X, A), PLAIN);
            good("STS-3.2-24", text("Z:1", V, M, X, A, "n".repeat(32) + ":: \u20ac \ud83d\ude00"), PLAIN);
            good("STS-3.2-25", text(V, M, "_x: 1", "x:", "n".repeat(33) + ": 1", X, A), PLAIN, 3, 4, 5);
            good("STS-3.2-25", text(V, M, ": 1", "a b: 1", "b\u00fc: 1", "# note: 1", X, A), PLAIN, 3, 4, 5, 6);
            good("STS-3.2-25", text(V, M, "x: a\tb", "x: \u0007", "x: \u007f", X, A), PLAIN, 3, 4, 5);
            good("STS-3.2-25", text(V, M, X, A) + "x: \u00ff\r\n\u00ff: x\r\n", PLAIN, 5, 6);
        }

        private void duplicates() {
            String first = "enforce mx [mx1.example.com] max_age 100";
            good("STS-3.2-26", text(V, M, "mode: none", X, "max_age: 100", "max_age: 200"), first, 3, 6);
            good("STS-3.2-26", text(V, M, X, A, "version: STSv1"), PLAIN, 5);
            good("STS-3.2-27", text(V, M, "mode: bogus", X, A), PLAIN, 3);
            good("STS-3.2-27", text(V, M, X, A, "max_age: x", "version: STSv2", "mode:"), PLAIN, 5, 6, 7);
            bad("STS-3.2-27", text(V, "mode: bogus", M, X, A), 2, "mode is \"bogus\"");
            bad("STS-3.2-27", text("version: STSv2", V, M, X, A), 1, "version is");
            bad("STS-3.2-27", text(V, M, X, "max_age: x", A), 4, "max_age is");
        }

        /** Policies as editors, site generators and careless copying change them. */
        private void notText() {
            bad("not-text", "", NO_LINE, "the policy is empty");
            bad("not-text", "\r\n", NO_LINE, "no version");
            bad("not-text", text("\ufeff" + V, M, X, A), 1, "byte order mark");
            bad("not-text", text("\ufeffcomment: x", V, M, X, A), 1, "byte order mark");
            bad("not-text", utf16("\u00ff\u00fe", 1), 1, "looks like UTF-16");
            bad("not-text", utf16("\u00fe\u00ff", 0), 1, "looks like UTF-16");
            bad("not-text", utf16("", 1), 1, "looks like UTF-16");
            bad("not-text", utf16("", 0), 1, "looks like UTF-16");
            bad("not-text", text("---", "layout: none", "---", V, M, X, A), 1, "has no colon");
            bad("not-text", text("<!DOCTYPE html>", "<html>"), 1, "has no colon");
            bad("not-text", text("{\\rtf1\\ansi", "version: STSv1\\", "mode: enforce\\"), 1, "has no colon");
            bad("not-text", text(V, M, X, "max_age: 86400" + V), 4, "max_age is \"86400version: STSv1\"");
            bad("not-text", "version: STSv1\nmode: enforce\u00a0\n", 2, "mode is \"enforce?\"");
        }

        private static String utf16(String mark, int zeroAt) {
            StringBuilder octets = new StringBuilder(mark);
            for (char c : text(V, M, X, A).toCharArray()) {
                octets.append(zeroAt == 0 ? "\0" + c : c + "\0");
            }
            return octets.toString();
        }

        private void good(String tag, String octets, String meaning, Integer... warningLines) {
            rows.add(new PolicySample(tag, octets, meaning, List.of(warningLines), NO_LINE, ""));
        }

        private void bad(String tag, String octets, int line, String reason) {
            rows.add(new PolicySample(tag, octets, "", List.of(), line, reason));
        }

        private void goodMx(String tag, String value, String pattern) {
            good(tag, text(V, M, "mx: " + value, A), "enforce mx [" + pattern + "] max_age 86400");
        }

        private void badMx(String tag, String value) {
            bad(tag, text(V, M, "mx: " + value, A), 3, "expected one host name in ASCII");
        }
    }
}
