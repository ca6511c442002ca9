package io.github.mtasts.tlsrpt.internal;

import okhttp3.HttpUrl;

/** Registrable domains, from the Public Suffix List that OkHttp contains. */
public final class Sites {
    private Sites() {}

    /**
     * Returns the registrable domain of a name: {@code example.co.uk} for {@code mail.example.co.uk}. Returns the name itself if
     * it is a public suffix or no name that a URL can have.
     */
    public static String of(String name) {
        HttpUrl url = HttpUrl.parse("https://" + name);
        String site = url == null ? null : url.topPrivateDomain();
        return site == null ? name : site;
    }
}
