package io.github.mtasts.testkit;

import java.util.Arrays;
import java.util.List;

/**
 * Cipher suites of TLS 1.0 and 1.1 that clients still offer; suites with which a client's answer proves most come
 * first.
 */
enum OldSuite {
    TLS_RSA_WITH_AES_128_CBC_SHA(0x002f, "RSA", false),
    TLS_RSA_WITH_AES_256_CBC_SHA(0x0035, "RSA", false),
    TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA(0xc013, "RSA", true),
    TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA(0xc014, "RSA", true),
    TLS_DHE_RSA_WITH_AES_128_CBC_SHA(0x0033, "RSA", true),
    TLS_DHE_RSA_WITH_AES_256_CBC_SHA(0x0039, "RSA", true),
    TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA(0xc009, "EC", true),
    TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA(0xc00a, "EC", true);

    private final int code;
    private final String key;
    private final boolean signed;

    OldSuite(int code, String key, boolean signed) {
        this.code = code;
        this.key = key;
        this.signed = signed;
    }

    /**
     * The first suite for a certificate that a client offers. A client that offers none of them has another reason to
     * refuse.
     *
     * @param key the algorithm of the certificate's key: RSA or EC
     */
    static OldSuite choose(ClientHello hello, String key) {
        List<OldSuite> fitting =
                Arrays.stream(values()).filter(suite -> suite.key.equals(key)).toList();
        return fitting.stream()
                .filter(suite -> hello.offers(suite.code))
                .findFirst()
                .orElse(fitting.get(0));
    }

    int code() {
        return code;
    }

    /** Whether the server signs its part of the key exchange, which requires the key of its certificate. */
    boolean isSigned() {
        return signed;
    }
}
