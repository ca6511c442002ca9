package io.github.mtasts.trust.internal;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.util.Arrays;
import java.util.List;
import java.util.function.BiFunction;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLParameters;
import javax.net.ssl.SSLSession;
import org.junit.jupiter.api.Test;

/** Every method of a filtered engine reaches the engine below, also methods that a later Java adds. */
class ForwardingEngineTest {
    private final SSLEngine below = engine();
    private final SSLEngine over = new FilteredEngine(below);

    private static SSLEngine engine() {
        try {
            SSLEngine engine = SSLContext.getDefault().createSSLEngine("mx1.example.com", 2_525);
            engine.setUseClientMode(true);
            return engine;
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void overridesEveryMethodThatTheBaseDoesNotRouteToAnotherOne() {
        List<String> inherited = methods()
                .filter(method -> !method.getDeclaringClass().equals(FilteredEngine.class))
                .map(Method::getName)
                .distinct()
                .toList();
        assertThat(inherited).as("the short forms, which call the long one").containsOnly("wrap", "unwrap");
    }

    @Test
    void readsFromTheEngineBelow() throws Exception {
        assertSame();
        below.setUseClientMode(false);
        below.setNeedClientAuth(true);
        assertSame();
        below.setWantClientAuth(true);
        below.setEnableSessionCreation(false);
        below.setHandshakeApplicationProtocolSelector((engine, protocols) -> "smtp");
        assertSame();
        below.closeOutbound();
        assertSame();
        assertThat(over.getPeerHost()).isEqualTo("mx1.example.com");
        assertThat(over.getPeerPort()).isEqualTo(2_525);
    }

    @Test
    void changesTheEngineBelow() throws Exception {
        over.setEnabledProtocols(new String[] {"TLSv1.2"});
        assertThat(below.getEnabledProtocols()).containsExactly("TLSv1.2");
        String suite = below.getSupportedCipherSuites()[0];
        over.setEnabledCipherSuites(new String[] {suite});
        assertThat(below.getEnabledCipherSuites()).containsExactly(suite);
        SSLParameters parameters = below.getSSLParameters();
        parameters.setApplicationProtocols(new String[] {"smtp"});
        over.setSSLParameters(parameters);
        assertThat(below.getSSLParameters().getApplicationProtocols()).containsExactly("smtp");
        BiFunction<SSLEngine, List<String>, String> selector = (engine, protocols) -> "smtp";
        over.setHandshakeApplicationProtocolSelector(selector);
        assertThat(below.getHandshakeApplicationProtocolSelector()).isSameAs(selector);
        over.setEnableSessionCreation(false);
        assertThat(below.getEnableSessionCreation()).isFalse();
        over.setUseClientMode(false);
        assertThat(below.getUseClientMode()).isFalse();
        over.setNeedClientAuth(true);
        assertThat(below.getNeedClientAuth()).isTrue();
        over.setWantClientAuth(true);
        assertThat(below.getWantClientAuth()).isTrue();
        over.closeOutbound();
        assertThat(below.isOutboundDone()).isTrue();
    }

    @Test
    void closesTheEngineBelow() throws Exception {
        over.closeInbound();
        assertThat(below.isInboundDone()).isTrue();
        assertThat(over.isInboundDone()).isTrue();
    }

    private void assertSame() throws Exception {
        for (Method getter : methods()
                .filter(method -> method.getParameterCount() == 0 && method.getReturnType() != void.class)
                .filter(method -> !method.getName().equals("getDelegatedTask"))
                .toList()) {
            Method same = SSLEngine.class.getMethod(getter.getName());
            assertThat(value(getter, over)).as(getter.getName()).isEqualTo(value(same, below));
        }
    }

    private static Object value(Method getter, SSLEngine engine) throws IllegalAccessException {
        try {
            Object value = getter.invoke(engine);
            if (value instanceof Object[] array) {
                return List.of(array);
            }
            return value instanceof SSLParameters || value instanceof SSLSession
                    ? value.getClass()
                    : String.valueOf(value);
        } catch (InvocationTargetException e) {
            return String.valueOf(e.getCause());
        }
    }

    private static Stream<Method> methods() {
        return Arrays.stream(FilteredEngine.class.getMethods())
                .filter(method -> !Modifier.isStatic(method.getModifiers()))
                .filter(method -> !Modifier.isFinal(method.getModifiers()))
                .filter(method -> !method.isBridge())
                .filter(method -> !method.getDeclaringClass().equals(Object.class));
    }
}
