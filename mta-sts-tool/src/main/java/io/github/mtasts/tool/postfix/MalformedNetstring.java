package io.github.mtasts.tool.postfix;

import io.netty.handler.codec.DecoderException;

/** Octets that are no netstring, or one that is too long. Its message is a sentence for the reply. */
final class MalformedNetstring extends DecoderException {
    private static final long serialVersionUID = 1L;

    MalformedNetstring(String sentence) {
        super(sentence);
    }
}
