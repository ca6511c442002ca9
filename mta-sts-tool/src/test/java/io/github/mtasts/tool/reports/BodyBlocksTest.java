package io.github.mtasts.tool.reports;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.Unpooled;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BodyBlocksTest {
    @Test
    void takesTheMemoryThatItSaysWhateverTheSizeOfThePieces() throws IOException {
        Random random = new Random(1);
        BodyBlocks body = new BodyBlocks();
        ByteArrayOutputStream expected = new ByteArrayOutputStream();
        for (int i = 0; i < 1_000; i++) {
            byte[] piece = new byte[random.nextInt(i % 2 == 0 ? 2 : 3 * BodyBlocks.BLOCK_OCTETS)];
            random.nextBytes(piece);
            int memory = body.memory() + body.growth(piece.length);
            body.add(Unpooled.wrappedBuffer(piece));
            expected.writeBytes(piece);
            assertThat(body.memory()).isEqualTo(memory).isLessThan(body.length() + BodyBlocks.BLOCK_OCTETS);
        }

        assertThat(body.length()).isEqualTo(expected.size());
        assertThat(body.read().readAllBytes()).isEqualTo(expected.toByteArray());
        body.clear();
        assertThat(body.memory()).isZero();
        assertThat(body.read().readAllBytes()).isEmpty();
    }
}
