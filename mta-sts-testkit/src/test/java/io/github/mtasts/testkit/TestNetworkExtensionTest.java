package io.github.mtasts.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.Socket;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.extension.ExtendWith;

@ExtendWith(TestNetworkExtension.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class TestNetworkExtensionTest {
    private @Nullable TestNetwork ofClass;
    private @Nullable TestNetwork ofTest;
    private @Nullable TestNetwork ofFirstTest;

    @BeforeAll
    void forAll(TestNetwork network) {
        ofClass = network;
    }

    @BeforeEach
    void forEach(TestNetwork network) {
        ofTest = network;
    }

    @Test
    @Order(1)
    void aTestSharesItsNetworkWithTheMethodsAroundIt(TestNetwork network) {
        assertThat(network).isSameAs(ofTest).isNotSameAs(ofClass);
        ofFirstTest = network;
    }

    @Test
    @Order(2)
    void theNextTestHasANewNetworkAndThePreviousIsClosed(TestNetwork network) {
        TestNetwork previous = Objects.requireNonNull(ofFirstTest);
        assertThat(network).isNotSameAs(previous);
        try (Socket socket = new Socket()) {
            assertThatThrownBy(() -> socket.connect(previous.dns().address(), 120_000))
                    .isInstanceOf(ConnectException.class);
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    @AfterAll
    void theNetworkOfTheClassIsTheSameAtTheEnd(TestNetwork network) {
        assertThat(network).isSameAs(ofClass);
    }
}
