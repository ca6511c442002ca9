package io.github.mtasts.lab.page;

import io.github.mtasts.lab.Verdict;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The form that filters rows. It is hidden until the page's script runs, which does the work. */
final class Filters {
    /**
     * A choice of rows.
     *
     * @param value the value for the script
     * @param words the text for the reader
     */
    private record Choice(String value, String words) {}

    private Filters() {}

    static String of(Comparison comparison) {
        StringBuilder html = new StringBuilder("<form class=\"filters\" id=\"filters\" hidden>\n<fieldset>")
                .append("<legend>Show</legend>\n");
        for (Choice choice : choices(comparison)) {
            html.append("<label><input type=\"radio\" name=\"show\" value=\"")
                    .append(choice.value())
                    .append(choice.value().equals("all") ? "\" checked>" : "\">")
                    .append("<span>")
                    .append(choice.words())
                    .append("</span></label>\n");
        }
        return html.append("</fieldset>\n<label class=\"find\"><span>Find</span>")
                .append("<input type=\"search\" name=\"find\" placeholder=\"STARTTLS, STS-4-02, …\"></label>\n")
                .append("<p class=\"soft\" role=\"status\" id=\"shown\"></p>\n</form>\n")
                .toString();
    }

    private static List<Choice> choices(Comparison comparison) {
        Set<String> styles = comparison.cells().map(Comparison.Cell::style).collect(Collectors.toSet());
        List<Choice> choices = new ArrayList<>();
        choices.add(new Choice("all", "all"));
        choices.add(new Choice("not-safe", "not all safe"));
        if (comparison.senders().size() > 1) {
            choices.add(new Choice("differ", "verdicts differ"));
        }
        Arrays.stream(Verdict.values())
                .filter(verdict -> verdict != Verdict.SAFE)
                .map(Verdict::toString)
                .filter(styles::contains)
                .forEach(word -> choices.add(new Choice(word, word)));
        return choices;
    }
}
