package io.github.mtasts.spring.boot.internal;

import io.github.mtasts.MtaSts;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.cache.CacheListener;
import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.ProactiveRefresh;
import io.github.mtasts.cache.rules.RulesException;
import io.github.mtasts.cache.rules.RulesFile;
import io.github.mtasts.cache.store.PolicyStore;
import io.github.mtasts.dns.DnsListener;
import io.github.mtasts.dns.DnsResolver;
import io.github.mtasts.dns.MxLookup;
import io.github.mtasts.name.MxHost;
import io.github.mtasts.outcome.MtaStsListener;
import io.github.mtasts.outcome.OutcomeListener;
import io.github.mtasts.resolution.LocalPolicy;
import io.github.mtasts.spring.boot.MtaStsCustomizer;
import io.github.mtasts.spring.boot.MtaStsProperties;
import io.github.mtasts.trust.TrustAnchors;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Clock;
import java.util.stream.Collectors;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.ssl.SslBundles;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/** Makes the library with its cache. A bean that another one uses is closed after it. */
@Configuration(proxyBeanMethods = false)
class LibraryConfiguration {
    @Bean
    @ConditionalOnMissingBean
    DnsResolver mtaStsDnsResolver(MtaStsProperties properties, ObjectProvider<DnsListener> listeners) {
        MtaStsProperties.Dns settings = properties.dns();
        InetSocketAddress[] servers = Settings.servers(settings.servers());
        return Settings.made(
                "mta-sts.dns",
                settings.toString(),
                "Set mta-sts.dns.servers to one to three IP addresses of name servers, and mta-sts.dns.timeout to a"
                        + " time such as 5s.",
                () -> {
                    DnsResolver.Builder builder = DnsResolver.builder().timeout(settings.timeout());
                    listeners.orderedStream().forEach(builder::listener);
                    return (servers.length == 0 ? builder : builder.server(servers)).build();
                });
    }

    @Bean
    @ConditionalOnMissingBean
    TimeSource mtaStsTimeSource() {
        return new TimeSource(Clock.systemUTC());
    }

    @Bean
    Stores mtaStsStores(
            MtaStsProperties properties,
            ConfigurableListableBeanFactory beans,
            ObjectProvider<RedisSource> redis,
            TimeSource time) {
        return new Stores(properties, new DataSources(beans), redis.getIfAvailable(() -> () -> null), time.clock());
    }

    @Bean
    RefreshAlerts mtaStsRefreshAlerts() {
        return new RefreshAlerts();
    }

    @Bean
    @ConditionalOnMissingBean
    DurablePolicyCache mtaStsPolicyCache(
            MtaStsProperties properties,
            Stores stores,
            TimeSource time,
            ObjectProvider<PolicyStore> ownStore,
            ObjectProvider<CacheListener> listeners,
            ObjectProvider<MtaStsCustomizer> customizers) {
        DurablePolicyCache.Builder builder = DurablePolicyCache.over(ownStore.getIfAvailable(stores::policies))
                .clock(time.clock());
        listeners.orderedStream().forEach(builder::listener);
        Settings.made(
                "mta-sts.refresh.every",
                properties.refresh().every().toString(),
                "Set mta-sts.refresh.every to at most seven days, such as 1d.",
                () -> builder.refreshEvery(properties.refresh().every()));
        if (properties.store().deferWhenUnreadable()) {
            builder.deferWhenUnreadable();
        }
        customizers.orderedStream().forEach(each -> each.customize(builder));
        return builder.build();
    }

    @Bean
    @ConditionalOnMissingBean(LocalPolicy.class)
    @ConditionalOnProperty("mta-sts.rules.file")
    RulesFile mtaStsRules(MtaStsProperties properties) {
        MtaStsProperties.Rules settings = properties.rules();
        String file = Settings.required(settings.file(), "mta-sts.rules.file", "a file of rules");
        try {
            return Settings.made(
                    "mta-sts.rules.reload-every",
                    settings.reloadEvery().toString(),
                    "Set mta-sts.rules.reload-every to a positive time, such as 1m.",
                    () -> {
                        RulesFile rules = RulesFile.open(Path.of(file));
                        rules.watch(settings.reloadEvery());
                        return rules;
                    });
        } catch (RulesException e) {
            throw new SettingException(
                    "mta-sts.rules.file is " + file + ": " + e.getMessage(),
                    "Set mta-sts.rules.file to a readable file with one rule in each line, such as \"partner.example"
                            + " enforce mx.partner.example\".",
                    e);
        }
    }

    @Bean
    @ConditionalOnMissingBean
    MxLookup mtaStsMxLookup(DnsResolver dns, MtaStsProperties properties) {
        return new MxLookup(
                dns,
                dns,
                properties.mail().ownNames().stream()
                        .map(name -> Settings.made(
                                "mta-sts.mail.own-names",
                                name,
                                "Set mta-sts.mail.own-names to host names, such as mail.example.com.",
                                () -> MxHost.of(name)))
                        .collect(Collectors.toUnmodifiableSet()));
    }

    /** The listeners of outcomes, TLS reporting among them, are made before it and therefore closed after it. */
    @Bean
    @ConditionalOnMissingBean
    MtaSts mtaSts(
            MtaStsProperties properties,
            DnsResolver dns,
            DurablePolicyCache cache,
            TimeSource time,
            ObjectProvider<LocalPolicy> rules,
            ObjectProvider<SslBundles> bundles,
            ObjectProvider<OutcomeListener> outcomes,
            ObjectProvider<MtaStsListener> listeners,
            ObjectProvider<MtaStsCustomizer> customizers) {
        MtaStsBuilder builder = MtaSts.builder()
                .dns(dns)
                .cache(cache)
                .clock(time.clock())
                .revocation(properties.trust().revocation());
        TrustAnchors anchors = Trust.anchors(properties.trust(), bundles.getIfAvailable());
        if (anchors != null) {
            builder.trustAnchors(anchors);
        }
        rules.ifAvailable(builder::localPolicy);
        outcomes.orderedStream().forEach(builder::outcomes);
        listeners.orderedStream().forEach(builder::listener);
        customizers.orderedStream().forEach(each -> each.customize(builder));
        return builder.build();
    }

    @Bean
    @Lazy(false)
    @ConditionalOnMissingBean
    @ConditionalOnProperty(name = "mta-sts.refresh.enabled", matchIfMissing = true)
    ProactiveRefresh mtaStsRefresh(
            MtaStsProperties properties,
            DurablePolicyCache cache,
            MtaSts mtaSts,
            ObjectProvider<MtaStsCustomizer> customizers) {
        ProactiveRefresh.Builder builder = ProactiveRefresh.builder(cache, mtaSts::refresh);
        Settings.made(
                "mta-sts.refresh.unused-after",
                properties.refresh().unusedAfter().toString(),
                "Set mta-sts.refresh.unused-after to at least two days, such as 30d.",
                () -> builder.unusedAfter(properties.refresh().unusedAfter()));
        customizers.orderedStream().forEach(each -> each.customize(builder));
        return builder.build();
    }
}
