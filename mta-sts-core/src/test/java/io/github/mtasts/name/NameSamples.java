package io.github.mtasts.name;

import java.util.List;
import java.util.Map;

/** Text that is a domain name, with its canonical form, and text that is not. They also seed the fuzzers. */
public final class NameSamples {
    /** Canonical form by text. */
    public static final Map<String, String> GOOD = Map.ofEntries(
            Map.entry("example.com", "example.com"),
            Map.entry("Example.COM", "example.com"),
            Map.entry("example.com.", "example.com"),
            Map.entry("localhost", "localhost"),
            Map.entry("_mta-sts.example.com", "_mta-sts.example.com"),
            Map.entry("mx_1.example.com", "mx_1.example.com"),
            Map.entry("1.2.3.example", "1.2.3.example"),
            Map.entry("a--b.example", "a--b.example"),
            Map.entry("b\u00fccher.example", "xn--bcher-kva.example"),
            Map.entry("B\u00dcCHER.Example.", "xn--bcher-kva.example"),
            Map.entry("XN--BCHER-KVA.example", "xn--bcher-kva.example"),
            Map.entry("\u4e2d\u56fd", "xn--fiqs8s"),
            Map.entry("b\u00fccher\u3002example\u3002", "xn--bcher-kva.example"),
            Map.entry("fa\u00df.example", "xn--fa-hia.example"),
            Map.entry("\u03b2\u03c2.example", "xn--nxa6a.example"),
            Map.entry("a".repeat(63) + ".example", "a".repeat(63) + ".example"),
            Map.entry("a.".repeat(126) + "a", "a.".repeat(126) + "a"));

    /** No domain names. */
    public static final List<String> BAD = List.of(
            "",
            ".",
            "..",
            "a..b",
            ".a",
            "a..",
            "-a.example",
            "a-.example",
            "a b",
            "a\u0000",
            "a\r\nb",
            "a/b",
            "../a",
            "a\\b",
            "a:25",
            "a@b",
            "*.example.com",
            "192.0.2.1",
            "1",
            "a.1",
            "[192.0.2.1]",
            "2001:db8::1",
            "a,b",
            "'",
            "\u1e9e.example",
            "a\u200db.example",
            "a\u200c.example",
            "\u2488example",
            "\u2100.example",
            "\u3002",
            "a\u3002\u3002b",
            "\ud800.example",
            "\u00ad",
            "\u0378.example",
            "a".repeat(64),
            "a.".repeat(127) + "a",
            "\u00fc".repeat(63) + ".example",
            "x".repeat(100_000));

    private NameSamples() {}
}
