package io.github.mtasts.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Untrusted text stays on one line, within its bound, and shows invisible characters. */
class PrintableTest {
    @Test
    void keepsPrintableAsciiOnOneLine() {
        assertThat(Printable.line("554 no\r\n250 \u001b[31mok\u00e4", 100)).isEqualTo("554 no??250 ?[31mok?");
        assertThat(Printable.line("abcdef", 3)).isEqualTo("abc");
        assertThat(Printable.reason("x".repeat(300))).hasSize(Printable.MAX_REASON_LENGTH);
    }

    @Test
    void showsWhereAQuotationWasCut() {
        assertThat(Printable.quoted("abc", 3)).isEqualTo("\"abc\"");
        assertThat(Printable.quoted("abcd", 3)).isEqualTo("\"abc...\"");
    }

    @Test
    void keepsLettersOfEveryScriptAndNothingInvisible() {
        assertThat(Printable.inAnyScript("Ex\u00e4mple \u4f8b", 100)).isEqualTo("Ex\u00e4mple \u4f8b");
        assertThat(Printable.inAnyScript("a\nb\u202ec\u200bd", 100)).isEqualTo("a?b?c?d");
        assertThat(Printable.inAnyScript("abcdef", 3)).isEqualTo("abc");
    }

    @Test
    void spellsOutInvisibleCharacters() {
        assertThat(Printable.spelledOut("a\u00a0b\tc d")).isEqualTo("\"a<U+00A0>b<U+0009>c d\"");
        assertThat(Printable.spelledOut("x".repeat(81))).isEqualTo("\"" + "x".repeat(80) + "\u2026\"");
        assertThat(Printable.codePoint(0x1f600)).isEqualTo("<U+1F600>");
    }
}
