package io.github.mtasts.tlsrpt.summary;

import io.github.mtasts.text.Html;
import java.time.LocalDate;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Writes a table. On a narrow screen each cell is a line with its heading. Not thread-safe.
 *
 * @param page receives the HTML
 * @param headings the headings; those of numbers begin with {@link #NUMBER}, those of host names with {@link #HOST}, those of
 *     other long words with {@link #WORDS}
 */
record PageTable(StringBuilder page, List<String> headings) {
    /** Marks the heading of a column of numbers. */
    static final String NUMBER = "#";

    /** Marks the heading of a column of host names, which need room. */
    static final String HOST = "@";

    /** Marks the heading of a column of long words, such as result types. */
    static final String WORDS = "~";

    private static final int MAX_IPV4 = "255.255.255.255".length();
    private static final Pattern BREAK = Pattern.compile("[.@/](?!/)");
    private static final Pattern DATE = Pattern.compile("(?<![\\w-])\\d{4}-\\d\\d-\\d\\d(?![\\w-])");

    static PageTable begin(StringBuilder page, String... headings) {
        page.append("<table>\n<thead><tr>");
        for (String heading : headings) {
            page.append("<th")
                    .append(type(heading))
                    .append('>')
                    .append(Html.text(label(heading)))
                    .append("</th>");
        }
        page.append("</tr></thead>\n<tbody>\n");
        return new PageTable(page, List.of(headings));
    }

    private static String type(String heading) {
        return switch (heading.substring(0, 1)) {
            case NUMBER -> " class=\"n\"";
            case HOST -> " class=\"h\"";
            case WORDS -> " class=\"w\"";
            default -> "";
        };
    }

    private static String label(String heading) {
        return type(heading).isEmpty() ? heading : heading.substring(1);
    }

    /** Writes a row of cells that are HTML already. */
    void row(String type, String... cells) {
        page.append(type.isEmpty() ? "<tr>" : "<tr class=\"" + type + "\">");
        for (int i = 0; i < cells.length; i++) {
            String heading = headings.get(i);
            page.append("<td")
                    .append(type(heading))
                    .append(" data-label=\"")
                    .append(Html.text(label(heading)))
                    .append("\"><span>")
                    .append(cells[i])
                    .append("</span></td>");
        }
        page.append("</tr>\n");
    }

    void end() {
        page.append("</tbody>\n</table>\n");
    }

    /** Returns text from a report as HTML; a dash if it is empty. */
    static String text(String text) {
        return text.isBlank() ? "-" : Html.text(text);
    }

    /** Returns a host name, mail address or URI as HTML that is broken behind a dot, slash or at sign where there is no room. */
    static String host(String name) {
        return BREAK.matcher(text(name)).replaceAll("$0<wbr>");
    }

    /** Returns an IP address as HTML. It is broken behind a colon only, unless it is longer than an IPv4 address. */
    static String address(String address) {
        return address.isBlank() || address.length() > MAX_IPV4
                ? text(address).replace(":", ":<wbr>")
                : "<span class=\"whole\">" + Html.text(address) + "</span>";
    }

    /** Returns a sentence as HTML in which no date is broken. */
    static String sentence(String sentence) {
        return DATE.matcher(Html.text(sentence)).replaceAll("<span class=\"date\">$0</span>");
    }

    static String number(long count) {
        return String.format(Locale.ROOT, "%,d", count).replace(',', '\u202f');
    }

    static String days(LocalDate first, LocalDate last) {
        String end = "<span class=\"date\">" + last + "</span>";
        return first.equals(last) ? end : "<span class=\"date\">" + first + " to</span> " + end;
    }
}
