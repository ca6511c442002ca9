package io.github.mtasts.tool.postfix;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tool.run.ExitStatus;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ServerSocket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardProtocolFamily;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ServerSocketChannel;
import java.nio.channels.SocketChannel;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(TestNetworkExtension.class)
class ControlSocketTest {
    @TempDir
    Path folder;

    @Test
    void goesOnAfterTheProcessHadNoDescriptorLeft(TestNetwork net) throws Exception {
        Path path = folder.resolve("second.sock");
        try (ServiceRun run = new ServiceRun(folder, net).start();
                ServerSocketChannel real = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            real.bind(UnixDomainSocketAddress.of(path));
            FailsTwice failing = new FailsTwice(real);
            try (ControlSocket control =
                    ControlSocket.over(failing, path, run.service().commands(), Duration.ZERO)) {
                StringWriter out = new StringWriter();
                PrintWriter printed = new PrintWriter(out);

                assertThat(new ControlClient(path, false, printed, printed).run("check"))
                        .isEqualTo(ExitStatus.GOOD);
                assertThat(failing.accepted).hasValueGreaterThan(2);
                assertThat(control).isNotNull();
            }
        }
    }

    @Test
    void hangsUpOnWhoCameBeforeThePermissionsWereSet() throws IOException {
        UnixDomainSocketAddress address = UnixDomainSocketAddress.of(folder.resolve("early.sock"));
        try (ServerSocketChannel listening = ServerSocketChannel.open(StandardProtocolFamily.UNIX)) {
            listening.bind(address);
            try (SocketChannel early = SocketChannel.open(address)) {
                ControlSocket.hangUpOnTheEarly(listening);

                assertThat(early.read(ByteBuffer.allocate(1))).isEqualTo(-1);
                assertThat(listening.isBlocking()).isTrue();
            }
        }
    }

    /** A socket that cannot be accepted from twice, as when the process has no descriptor left. */
    private static final class FailsTwice extends ServerSocketChannel {
        private final ServerSocketChannel real;
        private final AtomicInteger accepted = new AtomicInteger();

        FailsTwice(ServerSocketChannel real) {
            super(real.provider());
            this.real = real;
        }

        @Override
        public SocketChannel accept() throws IOException {
            if (accepted.getAndIncrement() < 2) {
                throw new IOException("Too many open files");
            }
            return real.accept();
        }

        @Override
        public ServerSocketChannel bind(SocketAddress local, int backlog) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> ServerSocketChannel setOption(SocketOption<T> name, T value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public <T> T getOption(SocketOption<T> name) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Set<SocketOption<?>> supportedOptions() {
            return Set.of();
        }

        @Override
        public ServerSocket socket() {
            throw new UnsupportedOperationException();
        }

        @Override
        public SocketAddress getLocalAddress() throws IOException {
            return real.getLocalAddress();
        }

        @Override
        protected void implCloseSelectableChannel() throws IOException {
            real.close();
        }

        @Override
        protected void implConfigureBlocking(boolean block) throws IOException {
            real.configureBlocking(block);
        }
    }
}
