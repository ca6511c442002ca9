package io.github.mtasts.tool.postfix;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.github.mtasts.testkit.TestNetwork;
import io.github.mtasts.testkit.TestNetworkExtension;
import io.github.mtasts.tlsrpt.TlsReporting;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollDomainDatagramChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.unix.DomainSocketAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Datagrams from a socket to a report. */
@ExtendWith(TestNetworkExtension.class)
class TlsRptSocketTest {
    private static final int BURST = 10_000;

    @TempDir
    Path folder;

    private TestNetwork net;
    private ServiceRun run;
    private EventLoopGroup loop;

    @BeforeEach
    void start(TestNetwork network) throws Exception {
        assumeThat(Epoll.isAvailable())
                .as("UNIX sockets for datagrams need Linux")
                .isTrue();
        net = network;
        net.dns().txt("_smtp._tls.example.com", "v=TLSRPTv1; rua=mailto:tls@example.com");
        loop = new MultiThreadIoEventLoopGroup(1, EpollIoHandler.newFactory());
        run = new ServiceRun(folder, net)
                .with("reporting.enabled = true")
                .with("reporting.organization = Sender Ltd")
                .with("reporting.contact = postmaster@sender.test")
                .with("reporting.socket = tlsrpt.sock");
    }

    @Test
    void aReloadSaysThatReportsKeepTheRootsOfTheStart() throws Exception {
        run.start();

        assertThat(run.service().reload(run.settings()))
                .contains("TLS reports are sent with the trusted roots of the start: restart the service if they have"
                        + " changed");
    }

    @AfterEach
    void stop() {
        if (run != null) {
            run.close();
            loop.shutdownGracefully(0, 0, TimeUnit.SECONDS).awaitUninterruptibly();
        }
    }

    private Channel sender() {
        return new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .connect(new DomainSocketAddress(folder.resolve("tlsrpt.sock").toString()))
                .syncUninterruptibly()
                .channel();
    }

    /** As long as it takes: each datagram that the kernel took is counted as something. */
    private void awaitDatagrams(int number) {
        RequestMetrics metrics = run.service().metrics();
        while (metrics.datagrams("counted") + metrics.datagrams("malformed") + metrics.datagrams("failed") < number) {
            Thread.onSpinWait();
        }
    }

    private TlsReporting reporting() {
        return Objects.requireNonNull(run.service().reporting());
    }

    private String report() throws IOException {
        assertThat(reporting().flush()).isTrue();
        LocalDate day = LocalDate.ofInstant(net.clock().instant(), ZoneOffset.UTC);
        Path out = folder.resolve("reports");
        StringBuilder text = new StringBuilder();
        for (Path each : reporting().write(day, out)) {
            if (each.toString().endsWith(".json")) {
                text.append(Files.readString(each));
            }
        }
        return text.toString();
    }

    @Test
    void countsABurstExactly() throws Exception {
        run.start();
        Channel sender = sender();
        for (int i = 0; i < BURST; i++) {
            String text = i % 10 == 0 ? TlsRptDatagramTest.FAILURE : TlsRptDatagramTest.SUCCESS;
            sender.writeAndFlush(Unpooled.wrappedBuffer(text.getBytes(UTF_8))).syncUninterruptibly();
        }
        awaitDatagrams(BURST);

        assertThat(run.service().metrics().datagrams("counted")).isEqualTo(BURST);
        assertThat(report())
                .contains("\"total-successful-session-count\":" + (BURST - BURST / 10))
                .contains("\"total-failure-session-count\":" + BURST / 10)
                .contains("\"failed-session-count\":" + BURST / 10)
                .contains("\"result-type\":\"certificate-expired\"");
    }

    @Test
    void countsWhatIsMalformedAndGoesOn() throws Exception {
        run.start();
        Channel sender = sender();
        for (String text : new String[] {"nonsense", "x".repeat(100_000), TlsRptDatagramTest.SUCCESS}) {
            sender.writeAndFlush(Unpooled.wrappedBuffer(text.getBytes(UTF_8))).syncUninterruptibly();
        }
        awaitDatagrams(3);

        assertThat(run.service().metrics().datagrams("malformed")).isEqualTo(2);
        assertThat(report()).contains("\"total-successful-session-count\":1");
    }

    @Test
    void theSocketIsForItsGroupAndGoesWithTheService() throws Exception {
        run.start();
        Path socket = folder.resolve("tlsrpt.sock");

        assertThat(Files.getPosixFilePermissions(socket)).isEqualTo(PosixFilePermissions.fromString("rw-rw----"));
        run.stop();
        assertThat(socket).doesNotExist();
    }

    /** With sockets of its own for the maps and for control: only this one is taken. */
    @Test
    void aSecondServiceDoesNotTakeTheSocketAway() throws Exception {
        run.start();

        assertThatThrownBy(() -> new ServiceRun(folder, net)
                        .with("store.file = second.db")
                        .with("control.socket = none")
                        .with("reporting.enabled = true")
                        .with("reporting.organization = Sender Ltd")
                        .with("reporting.contact = postmaster@sender.test")
                        .with("reporting.socket = tlsrpt.sock")
                        .start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("another process answers at");
        sender().writeAndFlush(Unpooled.wrappedBuffer(TlsRptDatagramTest.SUCCESS.getBytes(UTF_8)))
                .syncUninterruptibly();
        awaitDatagrams(1);
        assertThat(run.service().metrics().datagrams("counted")).isEqualTo(1);
    }

    @Test
    void takesTheSocketOfAServiceThatWasKilled() throws Exception {
        Channel killed = new Bootstrap()
                .group(loop)
                .channel(EpollDomainDatagramChannel.class)
                .handler(new ChannelInboundHandlerAdapter())
                .bind(new DomainSocketAddress(folder.resolve("tlsrpt.sock").toString()))
                .syncUninterruptibly()
                .channel();
        killed.close().syncUninterruptibly();
        assertThat(folder.resolve("tlsrpt.sock")).exists();

        run.start();

        sender().writeAndFlush(Unpooled.wrappedBuffer(TlsRptDatagramTest.SUCCESS.getBytes(UTF_8)))
                .syncUninterruptibly();
        awaitDatagrams(1);
        assertThat(run.service().metrics().datagrams("counted")).isEqualTo(1);
    }

    @Test
    void saysWhenTheQueueOfTheSystemIsShort() throws IOException {
        Path setting = Files.writeString(folder.resolve("qlen"), "10\n");
        assertThat(TlsRptSocket.warnOfShortQueue(setting)).isTrue();
        Files.writeString(setting, "512\n");
        assertThat(TlsRptSocket.warnOfShortQueue(setting)).isFalse();
        assertThat(TlsRptSocket.warnOfShortQueue(folder.resolve("missing"))).isFalse();
    }

    @Test
    void saysWhatCannotBeUsed() {
        assertThatThrownBy(() -> run.with("store = memory").start())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("keeps no counts: set reporting.file");
        assertThatThrownBy(() -> run.with("reporting.file = r.db")
                        .with("reporting.contact = nobody")
                        .start())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("reporting.contact cannot be used");
        assertThatThrownBy(() -> run.with("reporting.contact = postmaster@sender.test")
                        .with("reporting.dkim.selector = s")
                        .with("reporting.dkim.keyFile = missing.pem")
                        .start())
                .isInstanceOf(ConfigException.class)
                .hasMessageContaining("reporting.dkim.keyFile is ");
        assertThatThrownBy(() -> new ServiceRun(folder, net)
                        .with("reporting.enabled = true")
                        .with("reporting.organization = Sender Ltd")
                        .with("reporting.contact = postmaster@sender.test")
                        .with("reporting.socket = missing/tlsrpt.sock")
                        .start())
                .isInstanceOf(IOException.class)
                .hasMessageContaining("the folder of the socket");
    }
}
