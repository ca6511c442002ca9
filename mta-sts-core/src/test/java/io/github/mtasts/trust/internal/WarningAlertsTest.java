package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Which octets a TLS client does not see: up to four warning alerts at the beginning, and nothing else. */
class WarningAlertsTest {
    private static final byte[] UNRECOGNIZED_NAME = {21, 3, 3, 0, 2, 1, 112};
    private static final byte[] CLOSE_NOTIFY = {21, 3, 3, 0, 2, 1, 0};
    private static final byte[] FATAL = {21, 3, 3, 0, 2, 2, 112};
    private static final byte[] HELLO = {22, 3, 3, 0, 2, 5, 6};

    @Test
    void warningsBeforeTheServerHelloAreDropped() throws IOException {
        assertThat(filtered(joined(UNRECOGNIZED_NAME, HELLO))).isEqualTo(HELLO);
        assertThat(filtered(joined(UNRECOGNIZED_NAME, UNRECOGNIZED_NAME, HELLO)))
                .isEqualTo(HELLO);
    }

    @Test
    void afterTheServerHelloNothingIsDropped() throws IOException {
        byte[] all = joined(HELLO, UNRECOGNIZED_NAME);
        assertThat(filtered(all)).isEqualTo(all);
    }

    @Test
    void closeNotifyAndFatalAlertsAreNotDropped() throws IOException {
        assertThat(filtered(CLOSE_NOTIFY)).isEqualTo(CLOSE_NOTIFY);
        assertThat(filtered(joined(UNRECOGNIZED_NAME, CLOSE_NOTIFY, UNRECOGNIZED_NAME)))
                .isEqualTo(joined(CLOSE_NOTIFY, UNRECOGNIZED_NAME));
        assertThat(filtered(FATAL)).isEqualTo(FATAL);
    }

    @Test
    void theFifthWarningIsNotDropped() throws IOException {
        byte[] four = joined(UNRECOGNIZED_NAME, UNRECOGNIZED_NAME, UNRECOGNIZED_NAME, UNRECOGNIZED_NAME);
        assertThat(filtered(joined(four, UNRECOGNIZED_NAME, HELLO))).isEqualTo(joined(UNRECOGNIZED_NAME, HELLO));
    }

    @Test
    void aStreamThatEndsWithinAnAlertIsDeliveredToItsEnd() throws IOException {
        for (int length = 0; length < UNRECOGNIZED_NAME.length; length++) {
            byte[] part = Arrays.copyOf(UNRECOGNIZED_NAME, length);
            assertThat(filtered(part)).isEqualTo(part);
        }
    }

    @Test
    void oneOctetAtATimeIsTheSame() throws IOException {
        try (InputStream in =
                new FilteredStream(new ByteArrayInputStream(joined(UNRECOGNIZED_NAME, FATAL, new byte[] {-1})))) {
            assertThat(in.available()).as("perhaps only a warning").isZero();
            for (byte octet : FATAL) {
                assertThat(in.read()).isEqualTo(octet);
            }
            assertThat(in.available()).isEqualTo(1);
            assertThat(in.read()).isEqualTo(255);
            assertThat(in.read()).isEqualTo(-1);
            assertThat(in.read(new byte[0], 0, 0)).isZero();
        }
    }

    @Test
    void otherStreamsAreLeftAlone() throws IOException {
        Random random = new Random(14);
        for (int i = 0; i < 20_000; i++) {
            byte[] stream = new byte[random.nextInt(40)];
            random.nextBytes(stream);
            // Most streams differ from an alert in one octet only.
            System.arraycopy(UNRECOGNIZED_NAME, 0, stream, 0, Math.min(stream.length, random.nextInt(8)));
            byte[] expected = isWarning(stream) ? Arrays.copyOfRange(stream, 7, stream.length) : stream;
            if (!isWarning(expected)) {
                assertThat(filtered(stream)).isEqualTo(expected);
            }
        }
    }

    private static boolean isWarning(byte[] stream) {
        return stream.length >= 7
                && stream[0] == 21
                && stream[1] == 3
                && stream[3] == 0
                && stream[4] == 2
                && stream[5] == 1
                && stream[6] != 0;
    }

    /** Whatever is received with one read, and whatever is asked for with one. */
    private static byte[] filtered(byte[] stream) throws IOException {
        byte[] filtered = read(stream, stream.length + 1, stream.length + 1);
        for (int received = 1; received < 9; received += 3) {
            for (int asked = 1; asked < 9; asked += 2) {
                assertThat(read(stream, received, asked)).isEqualTo(filtered);
            }
        }
        return filtered;
    }

    private static byte[] read(byte[] stream, int received, int asked) throws IOException {
        InputStream raw = new ByteArrayInputStream(stream) {
            @Override
            public int read(byte[] into, int offset, int length) {
                return super.read(into, offset, Math.min(length, received));
            }
        };
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        try (InputStream in = new FilteredStream(raw)) {
            byte[] block = new byte[asked + 2];
            for (int count = in.read(block, 1, asked); count >= 0; count = in.read(block, 1, asked)) {
                assertThat(count).isPositive();
                all.write(block, 1, count);
            }
        }
        return all.toByteArray();
    }

    private static byte[] joined(byte[]... parts) throws IOException {
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.write(part);
        }
        return all.toByteArray();
    }
}
