package io.github.mtasts.policy;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.SamplesByTag;

/**
 * A record, and the expected result of the parser.
 *
 * @param text the record, one character for each octet
 * @param meaning {@link StsRecord#toString()} of the record; empty when it must be refused
 * @param reason a part of the reason, for a refusal
 */
record StsRecordSample(String tag, String text, String meaning, String reason) implements SamplesByTag.Sample {

    void check() {
        StsRecordParse parse = StsRecordParser.parse(text);
        if (meaning.isEmpty()) {
            assertThat(parse).isInstanceOf(StsRecordParse.Invalid.class);
            assertThat(((StsRecordParse.Invalid) parse).reason()).contains(reason);
        } else {
            assertThat(parse).isInstanceOf(StsRecordParse.Valid.class);
            assertThat(((StsRecordParse.Valid) parse).record()).hasToString(meaning);
        }
    }

    /** The record, with tabs made visible. */
    @Override
    public String toString() {
        return text.replace("\t", "\\t");
    }
}
