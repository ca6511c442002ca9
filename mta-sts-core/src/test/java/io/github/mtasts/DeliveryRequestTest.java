package io.github.mtasts;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import io.github.mtasts.outcome.DeliveryKind;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeliveryRequestTest {
    private static DeliveryRequest.Builder request() {
        return DeliveryRequest.willRetry("example.com").ehloName("mail.sender.example");
    }

    @Test
    void hasTheSettingsOfARelay() {
        DeliveryRequest request = request().build();

        assertThat(request.isLastTry()).isFalse();
        assertThat(request.kind()).isEqualTo(DeliveryKind.NORMAL);
        assertThat(request.ehloName()).isEqualTo("mail.sender.example");
        assertThat(request.port()).isEqualTo(25);
        assertThat(request.usesImplicitTls()).isFalse();
        assertThat(request.requiresValidatedTls()).isFalse();
        assertThat(request.isWithoutMx()).isFalse();
        assertThat(request.isAddress()).isFalse();
        assertThat(request.startTimeLimit()).isNull();
    }

    @Test
    void takesEverySetting() {
        DeliveryRequest request = DeliveryRequest.lastTry("example.com")
                .ehloName("[192.0.2.1]")
                .kind(DeliveryKind.TLS_REPORT)
                .timeLimit(Duration.ofMinutes(5))
                .implicitTls()
                .hostWithoutMx()
                .port(2525)
                .build();

        assertThat(request.isLastTry()).isTrue();
        assertThat(request.kind()).isEqualTo(DeliveryKind.TLS_REPORT);
        assertThat(request.usesImplicitTls()).isTrue();
        assertThat(request.isWithoutMx()).isTrue();
        assertThat(request.port()).isEqualTo(2525);
        assertThat(request.startTimeLimit())
                .isNotNull()
                .satisfies(limit -> assertThat(limit.length()).isEqualTo(Duration.ofMinutes(5)));
        assertThat(request().requireValidatedTls().build().requiresValidatedTls())
                .isTrue();
    }

    /** RFC 8314 section 3.3. */
    @Test
    void implicitTlsHasAPortOfItsOwn() {
        assertThat(request().implicitTls().build().port()).isEqualTo(465);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 25, 65_535})
    void takesAPort(int port) {
        assertThat(request().port(port).build().port()).isEqualTo(port);
    }

    @ParameterizedTest
    @ValueSource(ints = {-1, 0, 65_536})
    void refusesWhatIsNoPort(int port) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request().port(port))
                .withMessage("DeliveryRequest.port is " + port + ": expected 1 to 65535, such as 25");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "a b", "a\tb", "a\r\nMAIL", "m\u00fcller", "a\u007f"})
    void refusesAnEhloNameThatWouldBeAnotherCommand(String name) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> request().ehloName(name))
                .withMessageContaining("expected printable ASCII without spaces");
    }

    @Test
    void refusesATimeLimitThatHasPassed() {
        assertThatIllegalArgumentException().isThrownBy(() -> request().timeLimit(Duration.ofNanos(-1)));
    }

    /** RFC 8689 section 3: TLS-Required: No. */
    @Test
    void refusesARequirementThatContradictsTheMessage() {
        DeliveryRequest.Builder builder = request().requireValidatedTls().kind(DeliveryKind.TLS_NOT_REQUIRED);

        assertThatIllegalStateException()
                .isThrownBy(builder::build)
                .withMessageContaining("requireValidatedTls contradicts the kind TLS_NOT_REQUIRED");
    }

    @ParameterizedTest
    @ValueSource(strings = {"[192.0.2.1]", "192.0.2.1", "[IPv6:2001:db8::1]"})
    void anAddressHasNoPolicyDomain(String nextHop) {
        DeliveryRequest request = DeliveryRequest.willRetry(nextHop)
                .ehloName("mail.sender.example")
                .build();

        assertThat(request.isAddress()).isTrue();
        assertThat(request.domain()).isNull();
    }
}
