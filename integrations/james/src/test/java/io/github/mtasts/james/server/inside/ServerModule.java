package io.github.mtasts.james.server.inside;

import com.google.inject.AbstractModule;
import com.google.inject.Provides;
import com.google.inject.Scopes;
import com.google.inject.Singleton;
import com.google.inject.TypeLiteral;
import com.google.inject.multibindings.Multibinder;
import java.nio.file.Path;
import org.apache.commons.configuration2.BaseHierarchicalConfiguration;
import org.apache.commons.configuration2.ex.ConfigurationException;
import org.apache.james.core.Domain;
import org.apache.james.dnsservice.api.DNSService;
import org.apache.james.domainlist.api.DomainList;
import org.apache.james.domainlist.lib.DomainListConfiguration;
import org.apache.james.domainlist.memory.MemoryDomainList;
import org.apache.james.mailrepository.api.MailRepositoryUrlStore;
import org.apache.james.mailrepository.api.Protocol;
import org.apache.james.mailrepository.memory.MailRepositoryStoreConfiguration;
import org.apache.james.mailrepository.memory.MemoryMailRepository;
import org.apache.james.mailrepository.memory.MemoryMailRepositoryUrlStore;
import org.apache.james.modules.server.MailetContainerModule;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.rrt.api.RecipientRewriteTable;
import org.apache.james.rrt.memory.MemoryRecipientRewriteTable;
import org.apache.james.user.api.UsersRepository;
import org.apache.james.user.memory.MemoryUsersRepository;
import org.apache.james.utils.GuiceProbe;

/** The parts of James that its distributions choose: data in memory, mail queues on files, one local domain. */
final class ServerModule extends AbstractModule {
    /** The domain whose mail James keeps. */
    private static final String LOCAL_DOMAIN = "local.test";

    private final Path home;

    ServerModule(Path home) {
        this.home = home;
    }

    @Override
    protected void configure() {
        bind(MailRepositoryUrlStore.class)
                .to(MemoryMailRepositoryUrlStore.class)
                .in(Scopes.SINGLETON);
        bind(MailRepositoryStoreConfiguration.Item.class)
                .toInstance(new MailRepositoryStoreConfiguration.Item(
                        java.util.List.of(new Protocol("memory")),
                        MemoryMailRepository.class.getName(),
                        new BaseHierarchicalConfiguration()));
        bind(RecipientRewriteTable.class).to(MemoryRecipientRewriteTable.class).in(Scopes.SINGLETON);
        bind(MailetContainerModule.DefaultProcessorsConfigurationSupplier.class)
                .toInstance(BaseHierarchicalConfiguration::new);
        bind(FileMailQueueFactory.class).in(Scopes.SINGLETON);
        bind(new TypeLiteral<MailQueueFactory<?>>() {}).to(FileMailQueueFactory.class);
        bind(new TypeLiteral<MailQueueFactory<? extends ManageableMailQueue>>() {})
                .to(FileMailQueueFactory.class);
        bind(Control.class).in(Scopes.SINGLETON);
        Multibinder.newSetBinder(binder(), GuiceProbe.class).addBinding().to(Control.class);
        bind(Home.class).toInstance(new Home(home));
    }

    /**
     * The folder of this James.
     *
     * @param path the folder
     */
    record Home(Path path) {}

    @Provides
    @Singleton
    DomainList domains(DNSService dns) throws ConfigurationException {
        MemoryDomainList domains = new MemoryDomainList(dns);
        domains.configure(DomainListConfiguration.builder()
                .defaultDomain(Domain.of(LOCAL_DOMAIN))
                .build());
        return domains;
    }

    @Provides
    @Singleton
    UsersRepository users(DomainList domains) {
        return MemoryUsersRepository.withVirtualHosting(domains);
    }
}
