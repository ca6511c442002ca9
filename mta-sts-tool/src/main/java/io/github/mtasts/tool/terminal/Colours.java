package io.github.mtasts.tool.terminal;

import io.github.mtasts.tool.run.Surroundings;

/** Colours of a terminal, or none: for a file or a pipe, and where NO_COLOR is set to anything or TERM is dumb. */
public enum Colours {
    /** Text with escapes. */
    ON,
    /** Text alone. */
    OFF;

    /** The colours in use. */
    public enum Colour {
        /** Something is wrong. */
        RED("31"),
        /** A warning. */
        YELLOW("33"),
        /** All is well. */
        GREEN("32"),
        /** A heading. */
        BOLD("1"),
        /** Of less weight. */
        DIM("2");

        private final String code;

        Colour(String code) {
            this.code = code;
        }
    }

    /**
     * The choice for standard output.
     *
     * @param surroundings the process
     * @return {@link #ON} for a terminal that takes colours
     */
    public static Colours forOutput(Surroundings surroundings) {
        return surroundings.outIsTerminal() && wanted(surroundings) ? ON : OFF;
    }

    private static boolean wanted(Surroundings surroundings) {
        return surroundings.environment().getOrDefault("NO_COLOR", "").isEmpty()
                && !"dumb".equals(surroundings.environment().get("TERM"));
    }

    /**
     * Paints a text.
     *
     * @param colour the colour
     * @param text safe text
     * @return the text, with escapes where colours are on
     */
    public String paint(Colour colour, String text) {
        return this == ON ? "\u001b[" + colour.code + "m" + text + "\u001b[0m" : text;
    }
}
