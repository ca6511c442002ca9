package io.github.mtasts.james.server;

import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.OldTls;
import io.github.mtasts.testkit.TestCa;
import io.github.mtasts.testkit.TestNetwork;

/** What an MX host or an attacker before it does so that its TLS cannot be validated. */
enum Fault {
    NO_STARTTLS,
    STARTTLS_454,
    STARTTLS_502,
    STARTTLS_554,
    GREETING_554,
    EHLO_502,
    CUT_HANDSHAKE,
    EXPIRED,
    WRONG_NAME,
    UNTRUSTED,
    TLS_1_1_ONLY;

    /** Breaks a host; returns what mends it. */
    Runnable applyTo(MxServer server, TestNetwork network) {
        TestCa ca = network.ca();
        if (this == TLS_1_1_ONLY) {
            var attacker = network.attack(server).downgradeTls(OldTls.TLS_1_1);
            return attacker::stop;
        }
        switch (this) {
            case NO_STARTTLS -> server.noStartTls();
            case STARTTLS_454 -> server.startTlsReply("454 4.7.0 TLS not available");
            case STARTTLS_502 -> server.startTlsReply("502 5.5.1 no such command");
            case STARTTLS_554 -> server.startTlsReply("554 5.7.0 no");
            case GREETING_554 -> server.greeting("554 no service");
            case EHLO_502 -> server.ehloReply("502 5.5.1 no such command");
            case CUT_HANDSHAKE -> server.cutInHandshake();
            case EXPIRED -> server.certificate(ca.expired(server.name()));
            case WRONG_NAME -> server.certificate(ca.issue("other.test"));
            case UNTRUSTED -> server.certificate(ca.untrustedRoot(server.name()));
            case TLS_1_1_ONLY -> throw new IllegalStateException();
        }
        return server::reset;
    }
}
