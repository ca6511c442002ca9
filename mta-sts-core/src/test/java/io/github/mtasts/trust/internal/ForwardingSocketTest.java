package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketAddress;
import java.net.SocketOption;
import java.net.StandardSocketOptions;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every method of a forwarding socket reaches the socket below, also methods that a later Java adds. */
class ForwardingSocketTest {
    /** A channel would bypass the streams and is not passed on; getSession would wait for a handshake. */
    private static final Set<String> NOT_COMPARED = Set.of("getChannel", "getSession");

    @ParameterizedTest
    @ValueSource(classes = {ForwardingSocket.class, ForwardingSslSocket.class})
    void overridesEveryMethod(Class<?> type) {
        assertThat(overridable(type)
                        .filter(method -> !method.getDeclaringClass().equals(type))
                        .map(Method::toString))
                .as("methods that would act on a socket of its own")
                .isEmpty();
    }

    @Test
    void readsFromTheSocketBelow() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket plain = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            SSLSocket tls = (SSLSocket)
                    SSLContext.getDefault().getSocketFactory().createSocket(plain, "mx1.example.com", 25, true);
            assertGettersForward(new ForwardingSocket(accepted) {}, accepted);
            assertGettersForward(new ForwardingSslSocket(tls) {}, tls);
        }
    }

    /** Each getter is compared for sockets that answer it with different values. */
    @Test
    void readsEveryStateOfTheSocketBelow() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress())) {
            for (boolean flag : new boolean[] {true, false}) {
                Socket plain = new Socket();
                SSLSocket tls =
                        (SSLSocket) SSLContext.getDefault().getSocketFactory().createSocket();
                assertGettersForward(new ForwardingSocket(plain) {}, plain);
                assertGettersForward(new ForwardingSslSocket(tls) {}, tls);
                for (Socket socket : List.of(plain, tls)) {
                    socket.connect(server.getLocalSocketAddress());
                    socket.setSoTimeout(flag ? 7_000 : 8_000);
                    socket.setTcpNoDelay(flag);
                    socket.setKeepAlive(flag);
                    socket.setReuseAddress(flag);
                    socket.setSoLinger(flag, 3);
                }
                plain.setOOBInline(flag);
                tls.setUseClientMode(!flag);
                tls.setNeedClientAuth(flag);
                tls.setEnableSessionCreation(!flag);
                tls.setHandshakeApplicationProtocolSelector((socket, protocols) -> "smtp");
                assertGettersForward(new ForwardingSocket(plain) {}, plain);
                assertGettersForward(new ForwardingSslSocket(tls) {}, tls);
                tls.setWantClientAuth(flag);
                assertGettersForward(new ForwardingSslSocket(tls) {}, tls);
                plain.shutdownInput();
                assertGettersForward(new ForwardingSocket(plain) {}, plain);
                plain.shutdownOutput();
                assertGettersForward(new ForwardingSocket(plain) {}, plain);
                plain.close();
                tls.close();
                assertGettersForward(new ForwardingSocket(plain) {}, plain);
                assertGettersForward(new ForwardingSslSocket(tls) {}, tls);
            }
        }
    }

    @Test
    void endsEachDirectionOfTheSocketBelow() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress());
                Socket plain = new Socket(server.getInetAddress(), server.getLocalPort());
                SSLSocket tls = (SSLSocket) SSLContext.getDefault()
                        .getSocketFactory()
                        .createSocket(server.getInetAddress(), server.getLocalPort())) {
            for (Socket over : List.of(new ForwardingSocket(plain) {}, new ForwardingSslSocket(tls) {})) {
                over.setOption(StandardSocketOptions.SO_RCVBUF, 9_000);
                Socket below = over instanceof ForwardingSslSocket ? tls : plain;
                assertThat(over.getOption(StandardSocketOptions.SO_RCVBUF))
                        .isNotNull()
                        .isEqualTo(below.getOption(StandardSocketOptions.SO_RCVBUF));
                assertThat(over.setOption(StandardSocketOptions.SO_KEEPALIVE, true))
                        .as("for chains of calls, not the socket below")
                        .isSameAs(over);
            }
            ForwardingSocket over = new ForwardingSocket(plain) {};
            over.shutdownInput();
            assertThat(plain.isInputShutdown()).isTrue();
            over.shutdownOutput();
            assertThat(plain.isOutputShutdown()).isTrue();
            over.close();
            assertThat(plain.isClosed()).isTrue();
            ForwardingSslSocket overTls = new ForwardingSslSocket(tls) {};
            overTls.setUseClientMode(false);
            assertThat(tls.getUseClientMode()).isFalse();
            BiFunction<SSLSocket, List<String>, String> selector = (socket, protocols) -> "smtp";
            overTls.setHandshakeApplicationProtocolSelector(selector);
            assertThat(tls.getHandshakeApplicationProtocolSelector()).isSameAs(selector);
            overTls.close();
            assertThat(overTls.getSession()).isSameAs(tls.getSession());
        }
    }

    @Test
    void changesTheSocketBelow() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Socket plain = new Socket(server.getInetAddress(), server.getLocalPort());
                Socket accepted = server.accept()) {
            SSLSocket tls = (SSLSocket)
                    SSLContext.getDefault().getSocketFactory().createSocket(plain, "mx1.example.com", 25, true);
            assertSettersForward(new ForwardingSocket(accepted) {}, accepted);
            ForwardingSslSocket over = new ForwardingSslSocket(tls) {};
            assertSettersForward(over, tls);
            over.setEnabledProtocols(new String[] {"TLSv1.2"});
            assertThat(tls.getEnabledProtocols()).containsExactly("TLSv1.2");
            String suite = tls.getSupportedCipherSuites()[0];
            over.setEnabledCipherSuites(new String[] {suite});
            assertThat(tls.getEnabledCipherSuites()).containsExactly(suite);
            var parameters = tls.getSSLParameters();
            parameters.setApplicationProtocols(new String[] {"smtp"});
            over.setSSLParameters(parameters);
            assertThat(tls.getSSLParameters().getApplicationProtocols()).containsExactly("smtp");
            over.setOption(StandardSocketOptions.SO_KEEPALIVE, true);
            assertThat(plain.getKeepAlive()).isTrue();
            over.close();
            assertThat(plain.isClosed()).isTrue();
        }
    }

    /** A method that did nothing, or that acted on a socket of its own, would not fail as the closed one does. */
    @Test
    void failsAsAClosedSocketBelowDoes() throws Exception {
        try (ServerSocket server = new ServerSocket(0, 2, InetAddress.getLoopbackAddress())) {
            Socket plain = new Socket(server.getInetAddress(), server.getLocalPort());
            SSLSocket tls = (SSLSocket) SSLContext.getDefault()
                    .getSocketFactory()
                    .createSocket(server.getInetAddress(), server.getLocalPort());
            plain.close();
            tls.close();
            assertThat(failures(new ForwardingSocket(plain) {}, plain)).isGreaterThan(20);
            assertThat(failures(new ForwardingSslSocket(tls) {}, tls)).isGreaterThan(20);
        }
    }

    /** Compares each method; returns how many fail. */
    private static int failures(Socket over, Socket below) throws Exception {
        Class<?> api = below instanceof SSLSocket ? SSLSocket.class : Socket.class;
        int failed = 0;
        for (Method method : overridable(over.getClass().getSuperclass()).toList()) {
            if (NOT_COMPARED.contains(method.getName())) {
                continue;
            }
            Object[] arguments = Arrays.stream(method.getParameterTypes())
                    .map(ForwardingSocketTest::argument)
                    .toArray();
            Method same = api.getMethod(method.getName(), method.getParameterTypes());
            String expected = errorOf(same, below, arguments);
            assertThat(errorOf(method, over, arguments)).as(method.getName()).isEqualTo(expected);
            failed += expected.isEmpty() ? 0 : 1;
        }
        return failed;
    }

    private static String errorOf(Method method, Socket socket, Object[] arguments) throws IllegalAccessException {
        try {
            method.invoke(socket, arguments);
            return "";
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause());
        }
    }

    private static @Nullable Object argument(Class<?> type) {
        if (type == int.class) {
            return 1;
        }
        if (type == boolean.class) {
            return true;
        }
        if (type == SocketAddress.class) {
            return new InetSocketAddress(InetAddress.getLoopbackAddress(), 1);
        }
        if (type == SocketOption.class) {
            return StandardSocketOptions.SO_RCVBUF;
        }
        return type == Object.class ? Integer.valueOf(1_024) : null;
    }

    private static void assertGettersForward(Socket over, Socket below) throws Exception {
        List<Method> getters = overridable(over.getClass().getSuperclass())
                .filter(method -> method.getParameterCount() == 0 && method.getReturnType() != void.class)
                .filter(method -> !NOT_COMPARED.contains(method.getName()))
                .toList();
        assertThat(getters).hasSizeGreaterThan(20);
        for (Method getter : getters) {
            Method same = below instanceof SSLSocket
                    ? SSLSocket.class.getMethod(getter.getName())
                    : Socket.class.getMethod(getter.getName());
            assertThat(valueOf(getter, over)).as(getter.getName()).isEqualTo(valueOf(same, below));
        }
    }

    /** Arrays as lists, objects that are made at each call as their type, errors as their type. */
    private static Object valueOf(Method getter, Socket socket) throws IllegalAccessException {
        try {
            Object value = getter.invoke(socket);
            if (value instanceof Object[] array) {
                return List.of(array);
            }
            return value instanceof javax.net.ssl.SSLParameters ? value.getClass() : String.valueOf(value);
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause());
        }
    }

    private static void assertSettersForward(Socket over, Socket below) throws Exception {
        Class<?> api = below instanceof SSLSocket ? SSLSocket.class : Socket.class;
        int flipped = 0;
        for (Method setter : overridable(over.getClass().getSuperclass())
                .filter(method -> method.getName().startsWith("set") && method.getParameterCount() == 1)
                .filter(method -> method.getParameterTypes()[0] == boolean.class)
                .filter(method -> !method.getName().equals("setUseClientMode"))
                .toList()) {
            Method getter = api.getMethod("get" + setter.getName().substring(3));
            Object before;
            try {
                before = getter.invoke(below);
                setter.invoke(over, !(boolean) before);
            } catch (InvocationTargetException e) {
                assertThat(e.getCause())
                        .as(setter.getName())
                        .hasMessageContaining("ethod is ineffective"); // JSSE, below
                continue;
            }
            assertThat(getter.invoke(below)).as(setter.getName()).isEqualTo(!(boolean) before);
            flipped++;
        }
        assertThat(flipped).isGreaterThan(2);
        over.setSoTimeout(1_234);
        assertThat(below.getSoTimeout()).isEqualTo(1_234);
        over.setSoLinger(true, 7);
        assertThat(below.getSoLinger()).isEqualTo(7);
        over.setTrafficClass(8);
        assertThat(over.getTrafficClass()).isEqualTo(below.getTrafficClass());
    }

    private static Stream<Method> overridable(Class<?> type) {
        return Arrays.stream(type.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !Modifier.isFinal(method.getModifiers()))
                .filter(method -> !method.isBridge())
                .filter(method -> !method.getDeclaringClass().equals(Object.class));
    }
}
