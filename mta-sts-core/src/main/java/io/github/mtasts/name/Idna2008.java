package io.github.mtasts.name;

import com.ibm.icu.text.IDNA;
import org.jspecify.annotations.Nullable;

/**
 * Converts U-labels by IDNA 2008, with ICU4J: UTS #46 without transitional mappings, with the rules for bidirectional names and
 * for joiners. Thread-safe. Making one throws {@link NoClassDefFoundError} where ICU4J is not on the class path, and another
 * unchecked exception or {@link LinkageError} where it does not work, such as without its data.
 */
final class Idna2008 {
    private final IDNA idna = IDNA.getUTS46Instance(
            IDNA.NONTRANSITIONAL_TO_ASCII | IDNA.CHECK_BIDI | IDNA.CHECK_CONTEXTJ | IDNA.CHECK_CONTEXTO);

    /** Converts one name, because ICU4J loads its data on first use: with right-to-left letters, a joiner and a middle dot. */
    Idna2008() {
        if (toALabels("\u05d0.\u0915\u094d\u200d\u0937.\u30ab\u30fb\u30ab") == null) {
            throw new IllegalStateException("ICU4J refused a name that IDNA 2008 permits");
        }
    }

    /** The name in A-labels; null when a rule forbids it. */
    @Nullable
    String toALabels(String text) {
        IDNA.Info info = new IDNA.Info();
        StringBuilder ascii = idna.nameToASCII(text, new StringBuilder(), info);
        return info.hasErrors() ? null : ascii.toString();
    }
}
