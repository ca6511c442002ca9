package io.github.mtasts.name;

import com.ibm.icu.text.IDNA;
import org.jspecify.annotations.Nullable;

/**
 * Converts U-labels by IDNA 2008, with ICU4J: UTS #46 without transitional mappings, with the rules for bidirectional names and
 * for joiners. Thread-safe. Loading it throws {@link LinkageError} where ICU4J is not on the class path.
 */
final class Idna2008 {
    private final IDNA idna = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.CHECK_CONTEXTO);

    /** The name in A-labels; null when a rule forbids it. */
    @Nullable
    String toALabels(String text) {
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = idna.nameToASCII(text, new StringBuilder(), info);
        return info.hasErrors() ? null : ascii.toString();
    }
}
