package io.github.mtasts.name.internal;

import okhttp3.HttpUrl;
import org.jspecify.annotations.Nullable;

/**
 * The registrable domain of a name, from the Public Suffix List that OkHttp contains. Its owner can make any number of names below
 * it, so that limits on strangers count registrable domains. All methods are pure.
 */
public final class RegistrableDomain {
    private RegistrableDomain() {}

    /**
     * Returns the registrable domain of a name. A label that no URL can have, such as {@code xn--0}, is passed over, so that it
     * neither fails nor makes a registrable domain of its own.
     *
     * @param name lower-case A-labels without a trailing dot
     * @return {@code example.co.uk} for {@code mail.example.co.uk}; a public suffix itself
     */
    public static String of(String name) {
        for (String rest = name; ; rest = rest.substring(rest.indexOf('.') + 1)) {
            HttpUrl url = HttpUrl.parse("https://" + rest);
            if (url != null) {
                String site = url.topPrivateDomain();
                return site == null ? rest : site;
            }
            if (rest.indexOf('.') < 0) {
                return name;
            }
        }
    }

    /**
     * Returns the registrable domain above a name.
     *
     * @param name lower-case A-labels without a trailing dot
     * @return {@code example.co.uk} for {@code mail.example.co.uk}; null for {@code example.co.uk}, for {@code co.uk} and for every
     *     name of two labels, because two labels alone have nothing registrable above them
     */
    public static @Nullable String above(String name) {
        if (name.indexOf('.') == name.lastIndexOf('.')) {
            return null; // most names; the list need not be searched
        }
        String site = of(name);
        return site.equals(name) ? null : site;
    }
}
