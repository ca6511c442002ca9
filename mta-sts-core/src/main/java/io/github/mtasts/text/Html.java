package io.github.mtasts.text;

/** Escapes untrusted text for HTML, between tags and within quoted attributes. Pure. */
public final class Html {
    private Html() {}

    /**
     * Escapes text for HTML.
     *
     * @param text any text
     * @return the text with the five special characters of HTML as character references
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
