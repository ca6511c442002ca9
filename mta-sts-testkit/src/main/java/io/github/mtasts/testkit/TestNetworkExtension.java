package io.github.mtasts.testkit;

import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * Gives JUnit tests a network: with {@code @ExtendWith(TestNetworkExtension.class)} a parameter of type {@link
 * TestNetwork} is a fresh one, closed when what it was made for is over. That is the test for parameters of test
 * methods and of methods around each of them, which all get the same; and the class for parameters of constructors and
 * of methods around all tests.
 */
public final class TestNetworkExtension implements ParameterResolver {
    private static final Namespace NAMESPACE = Namespace.create(TestNetworkExtension.class);

    /** Made by JUnit. */
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
