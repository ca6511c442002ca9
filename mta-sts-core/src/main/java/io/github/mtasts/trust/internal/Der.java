package io.github.mtasts.trust.internal;

import java.util.Arrays;

/** Reads DER elements with one-octet tags, which suffice for the extensions used here. Not thread-safe. */
final class Der {
    /** One element: its tag and its content. */
    @SuppressWarnings("ArrayRecordComponent") // never compared
    record Element(int tag, byte[] value) {}

    /** The bytes are not DER. */
    static final class MalformedException extends Exception {
        private static final long serialVersionUID = 1L;

        MalformedException(String message) {
            super(message);
        }
    }

    private final byte[] bytes;
    private int position;

    Der(byte[] bytes) {
        this.bytes = bytes;
    }

    boolean hasNext() {
        return position < bytes.length;
    }

    /** Reads the next element. */
    Element next() throws MalformedException {
        int tag = octet();
        int length = length();
        if (length > bytes.length - position) {
            throw new MalformedException("an element is longer than its container");
        }
        position += length;
        return new Element(tag, Arrays.copyOfRange(bytes, position - length, position));
    }

    /** Reads the next element, which must have this tag; returns a reader of its content. */
    Der enter(int tag) throws MalformedException {
        Element element = next();
        if (element.tag() != tag) {
            throw new MalformedException("expected tag " + tag + ", found " + element.tag());
        }
        return new Der(element.value());
    }

    private int octet() throws MalformedException {
        if (!hasNext()) {
            throw new MalformedException("the bytes end within an element");
        }
        return bytes[position++] & 0xff;
    }

    private int length() throws MalformedException {
        int first = octet();
        if (first < 0x80) {
            return first;
        }
        int octets = first & 0x7f;
        if (octets == 0 || octets > 3) {
            throw new MalformedException("a length of " + octets + " octets"); // indefinite, or over 16 MiB
        }
        int length = 0;
        for (int i = 0; i < octets; i++) {
            length = length << 8 | octet();
        }
        return length;
    }
}
