package io.github.mtasts.cache.store.internal;

import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.name.PolicyDomain;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/** Finds registrable domains in the Public Suffix List that OkHttp contains. */
public final class Sites {
    private Sites() {}

    /**
     * Returns the registrable domain above a name: {@code example.co.uk} for {@code mail.example.co.uk}. Returns null for a
     * registrable domain and for a public suffix.
     */
    public static @Nullable String above(PolicyDomain domain) {
        String name = domain.name();
        if (name.indexOf('.') == name.lastIndexOf('.')) {
            return null; // most names; the list need not be searched
        }
        HttpUrl url = HttpUrl.parse("https://" + name);
        String site = url == null ? null : url.topPrivateDomain();
        return site == null || site.equals(name) ? null : site;
    }

    /** Returns the different registrable domains above the names of rows. */
    static List<String> above(Collection<StoredPolicy> rows) {
        return rows.stream()
                .map(row -> above(row.domain()))
                .filter(Objects::nonNull)
                .distinct()
                .sorted()
                .toList();
    }
}
