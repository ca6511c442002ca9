package io.github.mtasts.interop;

import java.util.function.Consumer;

/**
 * One configuration of records and certificates, and what becomes of mail to it.
 *
 * @param name says what is special
 * @param zone where the domain is
 * @param hostZone where its MX host is
 * @param preparation publishes the records and shows the certificate
 * @param library what the library does
 * @param postfix what {@code posttls-finger -l dane} says
 * @param whyPostfixDiffers the reason when the two differ
 */
record DaneCase(
        String name,
        String zone,
        String hostZone,
        Consumer<DaneSite> preparation,
        Verdict library,
        Verdict postfix,
        String whyPostfixDiffers) {
    /** What the records of a host lead to (RFC 7672 section 2.2). */
    enum Verdict {
        /** They authenticate the host. */
        AUTHENTICATED,
        /** They apply, and no mail goes to the host. */
        REFUSED,
        /** None can be used: TLS without authentication. */
        ENCRYPTED,
        /** None apply. */
        NO_DANE,
        /** The look-up failed, and the message waits. */
        WAITS
    }

    /** A case in a signed zone. */
    static DaneCase dane(String name, Verdict both, Consumer<DaneSite> preparation) {
        return new DaneCase(name, DaneSite.SIGNED, DaneSite.SIGNED, preparation, both, both, "");
    }

    /** The same with domain and host in other zones. */
    DaneCase in(String newZone, String newHostZone) {
        return new DaneCase(name, newZone, newHostZone, preparation, library, postfix, whyPostfixDiffers);
    }

    DaneCase postfix(Verdict verdict, String why) {
        return new DaneCase(name, zone, hostZone, preparation, library, verdict, why);
    }

    @Override
    public String toString() {
        return name;
    }
}
