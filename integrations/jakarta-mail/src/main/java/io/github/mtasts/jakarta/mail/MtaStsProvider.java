package io.github.mtasts.jakarta.mail;

import jakarta.mail.Provider;

/**
 * Registers {@link MtaStsTransport} as the protocol {@code mta-sts} in every {@link jakarta.mail.Session}. It is no session's default:
 * the property {@code mail.transport.protocol} names it, and for {@link jakarta.mail.Transport#send} also
 * {@code mail.transport.protocol.rfc822}.
 */
public final class MtaStsProvider extends Provider {
    /** Makes the provider; called by Jakarta Mail. */
    public MtaStsProvider() {
        super(
                Type.TRANSPORT,
                MtaStsTransport.PROTOCOL,
                MtaStsTransport.class.getName(),
                "MTA-STS for Java",
                MtaStsProvider.class.getPackage().getImplementationVersion());
    }
}
