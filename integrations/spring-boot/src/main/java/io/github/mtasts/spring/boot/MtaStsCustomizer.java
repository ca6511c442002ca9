package io.github.mtasts.spring.boot;

import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.ProactiveRefresh;
import io.github.mtasts.jakarta.mail.MailSenderBuilder;
import io.github.mtasts.tlsrpt.TlsReportingBuilder;

/**
 * Changes settings that have no property, such as a proxy or a source address: a bean of this type is called with each builder after
 * the properties were applied, and before the part is built. Several are called in Spring's order.
 */
public interface MtaStsCustomizer {
    /**
     * Changes the settings of the library.
     *
     * @param builder has the values of the properties
     */
    default void customize(MtaStsBuilder builder) {}

    /**
     * Changes the settings of the cache of policies.
     *
     * @param builder has the values of the properties
     */
    default void customize(DurablePolicyCache.Builder builder) {}

    /**
     * Changes the settings of the refresh of policies.
     *
     * @param builder has the values of the properties
     */
    default void customize(ProactiveRefresh.Builder builder) {}

    /**
     * Changes the settings of the mail sender.
     *
     * @param builder has the values of the properties
     */
    default void customize(MailSenderBuilder builder) {}

    /**
     * Changes the settings of the TLS reports.
     *
     * @param builder has the values of the properties
     */
    default void customize(TlsReportingBuilder builder) {}
}
