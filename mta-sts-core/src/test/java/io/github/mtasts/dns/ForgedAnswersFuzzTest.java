package io.github.mtasts.dns;

import static org.assertj.core.api.Assertions.assertThat;

import com.code_intelligence.jazzer.junit.FuzzTest;
import io.github.mtasts.testkit.TestNetwork;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;

/** Whatever octets somebody forges in the name of a signed zone, the validator and its head end in a failed look-up. */
class ForgedAnswersFuzzTest {
    private static final String FORGED = "forged-";
    private static final int HEADER = 12;

    private static final AtomicInteger NEXT = new AtomicInteger();
    private static TestNetwork network;
    private static LoopbackDns between;
    private static DnssecResolver resolver;
    private static volatile byte[] said = {};

    @BeforeAll
    static void start() {
        network = TestNetwork.start();
        network.dns().dnssec().sign("example.com");
        network.dns().a("genuine.example.com", "198.51.100.7");
        between = new LoopbackDns((query, tcp) -> answer(query));
        resolver = DnssecResolver.builder()
                .server(between.address())
                .trustAnchors(network.dns().dnssec().trustAnchors())
                .clock(network.clock())
                .timeout(Duration.ofSeconds(2))
                .build();
        // The first look-up loads classes, for which two seconds need not be enough.
        for (int tries = 0; tries < 10 && isFailed(resolver.lookup("genuine.example.com", RecordType.A)); tries++) {
            Thread.onSpinWait();
        }
    }

    private static boolean isFailed(SecureAnswer answer) {
        return answer instanceof SecureAnswer.Failed;
    }

    @AfterAll
    static void stop() throws IOException {
        resolver.close();
        between.close();
        network.close();
    }

    /** The genuine answer, except about a name that the test forges. */
    private static byte[] answer(Message query) {
        try {
            if (query.getQuestion().getName().toString().startsWith(FORGED)) {
                return forged(query, said);
            }
            SimpleResolver genuine = new SimpleResolver(network.dns().address());
            Message answer = genuine.send(query);
            answer.getHeader().setID(query.getHeader().getID());
            return answer.toWire();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** A header with the flags and counts of the test, the question that was asked, and its octets for the records. */
    private static byte[] forged(Message query, byte[] octets) {
        byte[] asked = new Message(query.getHeader().getID()).toWire();
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.write(asked, 0, 2);
        out.write(0x80 | (at(octets, 0) & 0x7f));
        out.write(at(octets, 1));
        out.writeBytes(new byte[] {
            0, 1, 0, (byte) (at(octets, 2) & 7), 0, (byte) (at(octets, 3) & 7), 0, (byte) (at(octets, 4) & 7)
        });
        Message question = new Message();
        question.addRecord(query.getQuestion(), Section.QUESTION);
        byte[] whole = question.toWire();
        out.write(whole, HEADER, whole.length - HEADER);
        out.writeBytes(octets.length > 5 ? Arrays.copyOfRange(octets, 5, octets.length) : new byte[0]);
        return out.toByteArray();
    }

    private static int at(byte[] octets, int index) {
        return index < octets.length ? octets[index] & 0xff : 0;
    }

    static Stream<Arguments> seeds() {
        String self = "c00c";
        return Stream.of(
                        "0180010000" + self + "000100010000003c0004c6336407", // an address
                        "0180010000" + self + "003400010000003c0023030101" + "00".repeat(32), // TLSA 3 1 1
                        "0180010000" + self + "000500010000003c0002c00c", // an alias of itself
                        "0180010000" + self + "000501000000003c0002c00c", // an alias of another class
                        "0180000100" + self + "000601000000003c0016c00cc00c" + "00".repeat(18), // SOA of another class
                        "0180000000", // no record at all
                        "0183000100" + self + "000600010000003c0016c00cc00c" + "00".repeat(18), // NXDOMAIN with SOA
                        "01a0010000" + self + "002e00010000003c001e0001080200000e10ffffffff000000000001" + self
                                + "00".repeat(10), // a signature alone, and AD
                        "0182000000", // SERVFAIL
                        "ff",
                        "")
                .map(text -> Arguments.of((Object) HexFormat.of().parseHex(text)));
    }

    @MethodSource("seeds")
    @FuzzTest(maxDuration = "1m")
    void neverAuthenticates(byte[] octets) {
        said = octets;
        String name = FORGED + NEXT.getAndIncrement() + ".example.com";
        for (RecordType type : new RecordType[] {RecordType.A, RecordType.TLSA}) {
            assertThat(resolver.lookup(name, type)).isInstanceOf(SecureAnswer.Failed.class);
        }
        assertThat(resolver.lookup("genuine.example.com", RecordType.A))
                .isInstanceOfSatisfying(
                        SecureAnswer.Found.class,
                        found -> assertThat(found.secure()).isTrue());
    }
}
