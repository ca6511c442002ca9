package io.github.mtasts.spring.boot.internal;

import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.beans.factory.NoSuchBeanDefinitionException;
import org.springframework.beans.factory.NoUniqueBeanDefinitionException;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;

/** Finds the application's DataSource. */
final class DataSources {
    private static final Logger LOG = LoggerFactory.getLogger(DataSources.class);
    private static final String POSTGRESQL = "PostgreSQL";

    private final ConfigurableListableBeanFactory beans;

    DataSources(ConfigurableListableBeanFactory beans) {
        this.beans = beans;
    }

    /**
     * Returns the DataSource with a name, or the only or primary one. A server that is down is accepted: the stores work as soon as it
     * is up.
     */
    DataSource postgres(@Nullable String name) {
        DataSource source = find(name);
        try (Connection connection = source.getConnection()) {
            String product = connection.getMetaData().getDatabaseProductName();
            if (!POSTGRESQL.equals(product)) {
                throw new SettingException(
                        "mta-sts.store.type is data-source, and the application's DataSource is " + product
                                + ", which the stores cannot use.",
                        "Set mta-sts.store.data-source to the bean name of a DataSource of PostgreSQL, or"
                                + " mta-sts.store.type to sqlite and mta-sts.store.file to a file.");
            }
        } catch (SQLException e) {
            LOG.warn("The DataSource of mta-sts.store cannot be reached now; policies are in memory until it can", e);
        }
        return source;
    }

    private DataSource find(@Nullable String name) {
        try {
            return name == null ? beans.getBean(DataSource.class) : beans.getBean(name, DataSource.class);
        } catch (NoUniqueBeanDefinitionException e) {
            throw new SettingException(
                    "mta-sts.store.type is data-source, and the application has several DataSource beans.",
                    "Set mta-sts.store.data-source to one of " + e.getBeanNamesFound() + ".",
                    e);
        } catch (NoSuchBeanDefinitionException e) {
            throw new SettingException(
                    "mta-sts.store.type is data-source, and the application has no DataSource"
                            + (name == null ? "." : " with the name " + name + "."),
                    "Set spring.datasource.url to a PostgreSQL database, mta-sts.store.data-source to the name of a"
                            + " DataSource bean, or mta-sts.store.type to sqlite.",
                    e);
        }
    }
}
