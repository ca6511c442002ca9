package io.github.mtasts.tlsrpt.internal;

import okhttp3.HttpUrl;

/** Registrable domains, from the Public Suffix List that OkHttp contains. */
public final class Sites {
    private Sites() {}

    /**
     * Returns the registrable domain of a name: {@code example.co.uk} for {@code mail.example.co.uk}, and a public suffix itself. A
     * label that no URL can have, such as {@code xn--0}, is passed over, so that it neither fails nor makes a registrable domain
     * of its own.
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
}
