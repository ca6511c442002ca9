package io.github.mtasts.name;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressLiteralTest {
    @ParameterizedTest
    @CsvSource({
        "192.0.2.1, [192.0.2.1]",
        "[192.0.2.1], [192.0.2.1]",
        "2001:DB8::1, [IPv6:2001:db8::1]",
        "[IPv6:2001:db8::1], [IPv6:2001:db8::1]",
        "[ipv6:::1], [IPv6:::1]",
        "fe80::1%eth0, [IPv6:fe80::1%eth0]",
        "::ffff:192.0.2.1, [IPv6:::ffff:192.0.2.1]",
        "1:2:3:4:5:6:7:8, [IPv6:1:2:3:4:5:6:7:8]",
        "1:2:3:4:5:6:192.0.2.1, [IPv6:1:2:3:4:5:6:192.0.2.1]",
        "1::, [IPv6:1::]",
        "::, [IPv6:::]"
    })
    void readsAddressesInEverySpelling(String text, String literal) {
        assertThat(MxHost.parseAddress(text)).hasValueSatisfying(host -> {
            assertThat(host.name()).isEqualTo(literal);
            assertThat(host.isValidSni()).isFalse();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[",
                "[]",
                "example.com",
                "[example.com]",
                "192.0.2",
                "192.0.2.1.5",
                "192.0.2.256",
                "192.0.2.1:25",
                "[192.0.2.1]:25",
                "cafe:587",
                "feed.de:587",
                "1:2:3:4:5:6:7",
                "1:2:3:4:5:6:7:8:9",
                "1::2::3",
                ":::1",
                "1:2:3:4:5:6:7::8",
                "12345::1",
                "::1%",
                ":",
                "a b:c",
                "[x:y]",
                "1:2\r\nQUIT"
            })
    void takesNothingElseForOne(String text) {
        assertThat(MxHost.parseAddress(text)).isEmpty();
    }
}
