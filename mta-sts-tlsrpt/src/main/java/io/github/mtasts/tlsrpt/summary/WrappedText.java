package io.github.mtasts.tlsrpt.summary;

/** Collects paragraphs in lines of at most 80 columns, broken at spaces; a longer word stays whole. Not thread-safe. */
final class WrappedText {
    private static final int COLUMNS = 80;
    private static final String HANGING = "  ";

    private final StringBuilder text = new StringBuilder();

    /** Adds a paragraph, whose lines after the first are indented by two columns more. */
    WrappedText add(String indent, String paragraph) {
        StringBuilder line = new StringBuilder(indent);
        String margin = "";
        for (String word : paragraph.split(" ", -1)) {
            if (!margin.isEmpty() && line.length() + 1 + word.length() > COLUMNS) {
                end(line);
                line = new StringBuilder(indent).append(HANGING);
                margin = "";
            }
            line.append(margin).append(word);
            margin = " ";
        }
        end(line);
        return this;
    }

    WrappedText emptyLine() {
        text.append('\n');
        return this;
    }

    private void end(StringBuilder line) {
        text.append(line.toString().stripTrailing()).append('\n');
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
