package io.github.mtasts.james;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionReaderTest {
    private static DeliveryOptions read(String... namesAndValues) throws OptionException {
        return OptionReader.read(Options.of(namesAndValues));
    }

    @Test
    void hasTheDefaultsOfTheStockMailet() throws OptionException {
        DeliveryOptions options = read();
        assertThat(options.outgoing()).isEqualTo("outgoing");
        assertThat(options.delays().each()).hasSize(5).containsOnly(Duration.ofHours(6));
        assertThat(options.maxDnsProblemRetries()).isZero();
        assertThat(options.replyLimit()).isEqualTo(Duration.ofMinutes(3));
        assertThat(options.connectLimit()).isEqualTo(Duration.ofMinutes(1));
        assertThat(options.sendPartial()).isFalse();
        assertThat(options.loadBalancing()).isTrue();
        assertThat(options.usePriority()).isFalse();
        assertThat(options.gateways()).isEmpty();
        assertThat(options.heloName()).isNull();
        assertThat(options.bind()).isNull();
        assertThat(options.bounceProcessor()).isEmpty();
        assertThat(options.onSuccess()).isEmpty();
        assertThat(options.deliveryThreads()).isEqualTo(100);
    }

    @Test
    void readsEachOption() throws Exception {
        DeliveryOptions options = read(
                "outgoing", "other",
                "delayTime", "1 minute, 2*1 hour",
                "maxRetries", "4",
                "maxDnsProblemRetries", "2",
                "timeout", "1000",
                "connectiontimeout", "2000",
                "sendpartial", "true",
                "loadBalancing", "false",
                "usePriority", "true",
                "heloName", "mail.sender.example",
                "bind", "127.0.0.2",
                "bounceProcessor", "bounces",
                "onSuccess", "done",
                "deliveryThreads", "7");
        assertThat(options.outgoing()).isEqualTo("other");
        assertThat(options.delays().maxRetries()).isEqualTo(4);
        assertThat(options.maxDnsProblemRetries()).isEqualTo(2);
        assertThat(options.replyLimit()).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.connectLimit()).isEqualTo(Duration.ofSeconds(2));
        assertThat(options.sendPartial()).isTrue();
        assertThat(options.loadBalancing()).isFalse();
        assertThat(options.usePriority()).isTrue();
        assertThat(options.heloName()).isEqualTo("mail.sender.example");
        assertThat(options.bind()).isEqualTo(InetAddress.getByName("127.0.0.2"));
        assertThat(options.bounceProcessor()).contains("bounces");
        assertThat(options.onSuccess()).contains("done");
        assertThat(options.deliveryThreads()).isEqualTo(7);
    }

    @Test
    void acceptsTheSpellingsOfJamesOwnFiles() throws OptionException {
        DeliveryOptions options =
                read("outgoingQueue", "other", "connectionTimeout", "2000", "startTLS", "true", "debug", "false");
        assertThat(options.outgoing()).isEqualTo("other");
        assertThat(options.connectLimit()).isEqualTo(Duration.ofSeconds(2));
    }

    @Test
    void takesMailPropertiesForTheOptionsTheyMean() throws OptionException {
        DeliveryOptions options = read(
                "mail.smtp.timeout", "1000",
                "mail.smtp.localhost", "mail.sender.example",
                "mail.smtp.sendpartial", "true",
                "mail.smtp.starttls.enable", "true",
                "sendpartial", "false");
        assertThat(options.replyLimit()).isEqualTo(Duration.ofSeconds(1));
        assertThat(options.heloName()).isEqualTo("mail.sender.example");
        assertThat(options.sendPartial()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "sslTrustAllCerts, true, sslTrustAllCerts contradicts",
        "verifyServerIdentity, false, verifyServerIdentity=false contradicts",
        "sslEnable, true, sslEnable needs a gateway",
        "mail.smtp.ssl.trust, *, mail.smtp.ssl.trust=* contradicts",
        "mail.smtps.ssl.checkserveridentity, false, mail.smtps.ssl.checkserveridentity=false contradicts",
        "mail.smtp.starttls.enable, false, mail.smtp.starttls.enable=false contradicts",
        "mail.smtp.starttls.required, true, mail.smtp.starttls.required=true contradicts",
        "mail.smtp.socketFactory.class, x, mail.smtp.socketFactory.class=x is not one",
        "maxRetry, 3, has no option maxRetry",
        "maxRetries, many, maxRetries is many",
        "maxRetries, -1, maxRetries is -1",
        "delayTime, soon, delayTime has",
        "timeout, 0, timeout is 0",
        "sendpartial, yes, sendpartial is yes",
        "bind, mail.sender.example, bind is mail.sender.example",
        "deliveryThreads, 0, deliveryThreads is 0",
        "gateway, bad host, gateway has \"bad host\"",
    })
    void namesAnOptionThatIsUnknownWrongOrContradicting(String name, String value, String sentence) {
        assertThatThrownBy(() -> read(name, value))
                .isInstanceOf(OptionException.class)
                .hasMessageContaining(sentence);
    }

    @Test
    void refusesTwoValuesForOneOption() {
        assertThatThrownBy(() -> read("outgoing", "a", "outgoingQueue", "b")).hasMessageContaining("different values");
        assertThatThrownBy(() -> read("connectiontimeout", "1", "connectionTimeout", "2"))
                .hasMessageContaining("different values");
    }

    @Test
    void readsGateways() throws OptionException {
        assertThat(read(
                                "gateway",
                                "relay.example.com:587, [192.0.2.1], 192.0.2.2:2525, [2001:db8::1]:26, relay2.example.com",
                                "gatewayPort",
                                "24")
                        .gateways())
                .extracting(Object::toString)
                .containsExactly(
                        "relay.example.com:587",
                        "[192.0.2.1]:24",
                        "[192.0.2.2]:2525",
                        "[IPv6:2001:db8::1]:26",
                        "relay2.example.com:24");
    }

    @Test
    void takesImplicitTlsWithAGateway() throws OptionException {
        assertThat(read("gateway", "relay.example.com", "sslEnable", "true").gateways())
                .extracting(Object::toString)
                .containsExactly("relay.example.com:465");
    }

    @Test
    void asksForThePasswordOfAGateway() {
        assertThatThrownBy(() -> read("gateway", "relay.example.com", "gatewayUsername", "me"))
                .hasMessageContaining("gatewayUsername needs gatewayPassword");
    }

    @Test
    void ignoresCredentialsWithoutAGateway() throws OptionException {
        assertThat(read("gatewayusername", "me", "gatewayPassword", "secret").gateways())
                .isEmpty();
    }
}
