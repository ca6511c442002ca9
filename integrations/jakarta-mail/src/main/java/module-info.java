/**
 * Mail over Jakarta Mail under MTA-STS (RFC 8461): a sender for mail servers, and a provider for applications that send with
 * Jakarta Mail.
 */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.jakarta.mail {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.core;
    requires transitive io.github.mtasts.smtp;
    requires transitive jakarta.mail;
    requires io.github.mtasts.cache;
    requires org.eclipse.angus.mail;
    requires org.slf4j;

    exports io.github.mtasts.jakarta.mail;

    provides jakarta.mail.Provider with
            io.github.mtasts.jakarta.mail.MtaStsProvider;
}
