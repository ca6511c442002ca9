package io.github.mtasts.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Untrusted text cannot leave its place in an HTML page. */
class HtmlTest {
    @Test
    void escapesEverySpecialCharacter() {
        assertThat(Html.text("<a href=\"x\">Tom & 'Jerry'</a>"))
                .isEqualTo("&lt;a href=&quot;x&quot;&gt;Tom &amp; &#39;Jerry&#39;&lt;/a&gt;");
        assertThat(Html.text("plain \u00e4")).isEqualTo("plain \u00e4");
    }
}
