package io.github.mtasts.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * JUnit extension that passes a new network to each parameter of type {@link TestNetwork}; use it with
 * {@code @ExtendWith(TestNetworkExtension.class)}. Parameters of a test method and of its {@code @BeforeEach} and
 * {@code @AfterEach} methods get the same network, which is closed after the test. Parameters of constructors and of
 * {@code @BeforeAll} and {@code @AfterAll} methods get a network that is closed after the class.
 */
public final class TestNetworkExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(TestNetworkExtension.class);

    /** For JUnit. */
    public TestNetworkExtension() {}

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == TestNetwork.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
        String scope = context.getUniqueId();
        return context.getStore(NAMESPACE).getOrComputeIfAbsent(scope, key -> TestNetwork.start(), TestNetwork.class);
    }
}
