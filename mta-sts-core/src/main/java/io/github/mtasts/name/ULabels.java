package io.github.mtasts.name;

import java.net.IDN;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Converts U-labels to A-labels.
 *
 * <p>Comes in: a name with characters beyond ASCII. Goes out: the name in A-labels, or null. With ICU4J on the class path by
 * IDNA 2008; without it by IDNA 2003, which the JDK has, and only where both make the same name. Pure.
 */
final class ULabels {
    private static final Logger LOG = LoggerFactory.getLogger(ULabels.class);

    /** The optional library for IDNA 2008. */
    static final String LIBRARY = "com.ibm.icu:icu4j";

    /** The characters that IDNA treats as a dot between labels (RFC 3490 section 3.1). */
    private static final String SEPARATORS = ".\u3002\uff0e\uff61";
    /** IDNA 2008 forbids the capital letter, and its mappings have turned it into "ss" or into U+00DF. */
    private static final char CAPITAL_SHARP_S = '\u1e9e';
    /**
     * IDNA 2003 maps these to other letters or to nothing and IDNA 2008 keeps them, or the reverse: two different domains. They
     * are the four deviations of UTS #46, letters that have got lower-case forms since Unicode 3.2, fillers, a hyphen, and five
     * ideographs whose decomposition has been corrected.
     */
    private static final String DEVIATIONS =
            "\u00df\u03c2\u200c\u200d\u04c0\u2132\u2183\u115f\u1160\u17b4\u17b5\u1806\u3164\uffa0"
                    + Character.toString(0x2f868)
                    + Character.toString(0x2f874)
                    + Character.toString(0x2f91f)
                    + Character.toString(0x2f95f)
                    + Character.toString(0x2f9bf);

    private static final int FIRST_GEORGIAN_CAPITAL = 0x10a0;
    private static final int LAST_GEORGIAN_CAPITAL = 0x10c5;

    private static final @Nullable Idna2008 ICU = icu();

    private ULabels() {}

    /** Whether names are converted by IDNA 2008. */
    static boolean areIdna2008() {
        return ICU != null;
    }

    static @Nullable String toALabels(String text) {
        if (text.indexOf(CAPITAL_SHARP_S) >= 0) {
            return null;
        }
        String ascii = ICU != null ? ICU.toALabels(text) : idna2003(text);
        // U+2488 is mapped to "1." and would make two labels of one.
        return ascii != null && count(ascii, ".") == count(text, SEPARATORS) ? ascii : null;
    }

    private static @Nullable String idna2003(String text) {
        try {
            return text.codePoints().anyMatch(ULabels::isDeviation) ? null : IDN.toASCII(text);
        } catch (IllegalArgumentException e) {
            return null; // not a name in any spelling; the caller reports it
        }
    }

    private static boolean isDeviation(int codePoint) {
        return DEVIATIONS.indexOf(codePoint) >= 0
                || (codePoint >= FIRST_GEORGIAN_CAPITAL && codePoint <= LAST_GEORGIAN_CAPITAL);
    }

    private static @Nullable Idna2008 icu() {
        try {
            return new Idna2008();
        } catch (NoClassDefFoundError e) {
            LOG.debug("{} is not on the class path", LIBRARY, e); // the library is optional
        } catch (LinkageError | RuntimeException e) {
            LOG.warn("{} does not work; names beyond ASCII are converted by IDNA 2003 where both agree", LIBRARY, e);
        }
        return null;
    }

    private static long count(String text, String characters) {
        return text.chars().filter(c -> characters.indexOf(c) >= 0).count();
    }
}
