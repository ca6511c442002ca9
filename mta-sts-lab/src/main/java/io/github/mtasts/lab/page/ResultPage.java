package io.github.mtasts.lab.page;

import io.github.mtasts.lab.report.SenderResult;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Writes results as one HTML page that needs no network and no other file. Recorded traffic is text in it, never markup. Has
 * no state.
 */
public final class ResultPage {
    private ResultPage() {}

    /**
     * Writes a page.
     *
     * @param file the file
     * @param senders the results, in the order of the columns; senders of one name get their date added
     * @throws IOException if the file cannot be written
     */
    public static void write(Path file, List<SenderResult> senders) throws IOException {
        Path folder = file.toAbsolutePath().getParent();
        if (folder != null) {
            Files.createDirectories(folder);
        }
        // Not writeString, which throws on an unpaired surrogate, which results may contain.
        Files.write(file, of(senders).getBytes(StandardCharsets.UTF_8));
    }

    static String of(List<SenderResult> senders) {
        Comparison comparison = Comparison.of(senders);
        Addresses addresses = new Addresses();
        Inline style = Inline.named("page.css");
        Inline script = Inline.named("page.js");
        StringBuilder page = new StringBuilder();
        page.append("<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n")
                .append("<meta http-equiv=\"Content-Security-Policy\" content=\"")
                .append(policy(style, script))
                .append("\">\n<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n")
                .append("<title>Downgrade lab</title>\n<style>")
                .append(style.text())
                .append("</style>\n</head>\n<body>\n<main>\n")
                .append(PageHead.of(senders))
                .append(SummaryCards.of(comparison))
                .append(Filters.of(comparison))
                .append(ComparisonTable.of(comparison, addresses))
                .append("</main>\n")
                .append(Inline.named("evidence.html").text())
                .append("<script type=\"application/json\" id=\"data\">")
                .append(EmbeddedJson.of(EvidenceData.of(comparison, addresses)))
                .append("</script>\n<script>")
                .append(script.text())
                .append("</script>\n</body>\n</html>\n");
        return page.toString();
    }

    private static String policy(Inline style, Inline script) {
        return "default-src 'none'; style-src " + style.source() + "; script-src " + script.source()
                + "; base-uri 'none'; form-action 'none'";
    }
}
