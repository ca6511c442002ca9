package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Random;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Type;

/** Answers with a few octets changed at random give a typed answer or a failed lookup, and no other exception. */
class MutilatedAnswersTest {
    private static final String NAME = "mx.example";

    @ParameterizedTest
    @ValueSource(ints = {Type.TXT, Type.MX, Type.A, Type.AAAA})
    void neverEndInAnUnexpectedException(int type) {
        Random random = new Random(8461);
        byte[] whole = Answers.to(NAME, type)
                .alias(NAME, "b.example", 60)
                .has("b.example", Type.TXT, "\"v=STSv1; id=1\" \";\"")
                .has("b.example", Type.MX, "10 mx1.example.")
                .has("b.example", Type.A, "192.0.2.1")
                .has("b.example", Type.AAAA, "2001:db8::1")
                .soa("example", 60, 60)
                .wire();
        int answered = 0;
        for (int round = 0; round < 20_000; round++) {
            byte[] octets = whole.clone();
            for (int change = random.nextInt(4); change >= 0; change--) {
                octets[random.nextInt(octets.length)] = (byte) random.nextInt();
            }
            answered += translate(octets, type) != null ? 1 : 0;
        }
        assertThat(answered).isGreaterThan(1000);
    }

    private static @Nullable Object translate(byte[] octets, int type) {
        try {
            DnsReply reply = new AliasWalk(Answers.name(NAME), type).read(new Message(octets));
            if (reply == null) {
                return null;
            }
            return switch (type) {
                case Type.TXT -> DnsAnswers.txt(reply);
                case Type.MX -> DnsAnswers.mx(reply);
                default -> DnsAnswers.addresses(reply, reply);
            };
        } catch (IOException | LookupFailedException e) {
            return null; // a failed lookup
        }
    }
}
