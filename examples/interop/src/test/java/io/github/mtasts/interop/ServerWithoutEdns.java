package io.github.mtasts.interop;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Section;
import org.xbill.DNS.TXTRecord;

/** An old name server: it answers a question with an OPT record by a bare header with FORMERR, and any other with one TXT. */
final class ServerWithoutEdns implements AutoCloseable {
    private static final int HEADER = 12;
    private static final int FORMERR = 1;

    private final DatagramSocket socket;
    private final String text;
    private final List<Boolean> questionsWithOpt = new CopyOnWriteArrayList<>();

    ServerWithoutEdns(String text) throws IOException {
        this.text = text;
        this.socket = new DatagramSocket(new InetSocketAddress(InetAddress.getByName("127.77.12.1"), 0));
        Thread thread = new Thread(this::serve, "server-without-edns");
        thread.setDaemon(true);
        thread.start();
    }

    InetSocketAddress address() {
        return (InetSocketAddress) socket.getLocalSocketAddress();
    }

    /** For each question so far, whether it had an OPT record. */
    List<Boolean> questionsWithOpt() {
        return List.copyOf(questionsWithOpt);
    }

    private void serve() {
        byte[] buffer = new byte[4096];
        while (!socket.isClosed()) {
            DatagramPacket packet = new DatagramPacket(buffer, buffer.length);
            try {
                socket.receive(packet);
                byte[] answer = answer(Arrays.copyOf(packet.getData(), packet.getLength()));
                socket.send(new DatagramPacket(answer, answer.length, packet.getSocketAddress()));
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    private byte[] answer(byte[] octets) throws IOException {
        Message question = new Message(octets);
        boolean edns = question.getOPT() != null;
        questionsWithOpt.add(edns);
        if (edns) {
            return ByteBuffer.allocate(HEADER)
                    .put(octets, 0, 2)
                    .put((byte) 0x81)
                    .put((byte) (0x80 | FORMERR))
                    .array();
        }
        Message answer = new Message(question.getHeader().getID());
        answer.getHeader().setFlag(Flags.QR);
        answer.getHeader().setFlag(Flags.RA);
        answer.addRecord(question.getQuestion(), Section.QUESTION);
        answer.addRecord(new TXTRecord(question.getQuestion().getName(), DClass.IN, 300, text), Section.ANSWER);
        return answer.toWire();
    }

    @Override
    public void close() {
        socket.close(); // ends the thread, too
    }
}
