package io.github.mtasts.discovery;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.SamplesByTag;

/**
 * A record, and what the parser must make of it.
 *
 * @param text the record, one character for each octet
 * @param meaning {@link StsRecord#toString()} of the record; empty when it must be refused
 * @param reason a part of the reason, for a refusal
 */
record RecordSample(String tag, String text, String meaning, String reason) implements SamplesByTag.Sample {

    void check() {
        RecordParse parse = RecordParser.parse(text);
        if (meaning.isEmpty()) {
            assertThat(parse).isInstanceOf(RecordParse.Invalid.class);
            assertThat(((RecordParse.Invalid) parse).reason()).contains(reason);
        } else {
            assertThat(parse).isInstanceOf(RecordParse.Valid.class);
            assertThat(((RecordParse.Valid) parse).record()).hasToString(meaning);
        }
    }

    /** The record, with tabs made visible. */
    @Override
    public String toString() {
        return text.replace("\t", "\\t");
    }
}
