package io.github.mtasts.text;

/** Text in HTML: what a stranger wrote stays text, between tags and within quoted attributes. */
public final class Html {
    private Html() {}

    /**
     * Escapes text for HTML.
     *
     * @param text any text
     * @return the text with the five characters that mean something in HTML written as references
     */
    public static String text(String text) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            switch (c) {
                case '<' -> escaped.append("&lt;");
                case '>' -> escaped.append("&gt;");
                case '&' -> escaped.append("&amp;");
                case '"' -> escaped.append("&quot;");
                case '\'' -> escaped.append("&#39;");
                default -> escaped.append(c);
            }
        }
        return escaped.toString();
    }
}
