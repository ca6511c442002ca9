package io.github.mtasts.fetch.internal;

import io.github.mtasts.fetch.FetchResult.Cause;
import java.io.IOException;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Set;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Accepts only responses with status 200, media type text/plain, no encoding, and a body whose end is marked (RFC 8461 sections
 * 3.2 and 3.3, RFC 9112 section 9.8).
 *
 * <p>It is a network interceptor and throws, so that the client does not act on a response: OkHttp repeats a request on 503
 * with "Retry-After: 0" even with redirects and retries turned off.
 */
final class ResponseRules implements Interceptor {
    private static final String UNMARKED = "body-end-unmarked";

    private final boolean acceptsMissingContentType;

    ResponseRules(boolean acceptsMissingContentType) {
        this.acceptsMissingContentType = acceptsMissingContentType;
    }

    @Override
    public Response intercept(Chain chain) throws IOException {
        Response response = chain.proceed(chain.request());
        try {
            check(response.code(), response.headers());
            return response;
        } catch (RefusedException e) {
            response.close();
            throw e;
        }
    }

    private void check(int status, Headers headers) throws RefusedException {
        checkStatus(status);
        for (String encoding : headers.values("Content-Encoding")) {
            if (!encoding.trim().equalsIgnoreCase("identity")) {
                throw refused(Cause.MEDIA_TYPE, "content-encoding: " + encoding);
            }
        }
        checkMediaType(single(headers, "Content-Type", Cause.MEDIA_TYPE, "media-type"));
        checkEndIsMarked(headers);
    }

    /**
     * The value of a field that has one value. Some servers and proxies write the field twice: equal values are one value
     * (RFC 9110 section 8.6 says so for Content-Length), unequal ones are an error.
     */
    private static @Nullable String single(Headers headers, String name, Cause cause, String code)
            throws RefusedException {
        Set<String> values = new LinkedHashSet<>(headers.values(name));
        if (values.size() > 1) {
            throw refused(cause, code + ": several " + name + " fields with different values");
        }
        return values.isEmpty() ? null : values.iterator().next();
    }

    /**
     * RFC 9112 sections 8 and 9.8: without a length or chunks the end of the connection is the end of the body. An attacker
     * who closes the TCP connection can then cut a policy after any TLS record, and the Java TLS API does not tell such an
     * end from close_notify.
     */
    private static void checkEndIsMarked(Headers headers) throws RefusedException {
        if ("chunked".equalsIgnoreCase(headers.get("Transfer-Encoding"))) {
            return;
        }
        String length = single(headers, "Content-Length", Cause.CONNECTION, UNMARKED);
        if (length == null || !length.matches("[0-9]{1,18}")) {
            throw refused(Cause.CONNECTION, UNMARKED + ": neither a valid Content-Length nor chunks");
        }
    }

    /** RFC 8461 section 3.3: any other status is an error, and "HTTP 3xx redirects MUST NOT be followed". */
    static void checkStatus(int status) throws RefusedException {
        if (status >= 300 && status < 400 && status != 304) {
            throw refused(Cause.STATUS, "http-redirect: " + status);
        }
        if (status != 200) {
            throw refused(Cause.STATUS, "http-status: " + status);
        }
    }

    /** Section 3.2: the parameters of the media type are ignored; the grammar decides how the body is read. */
    private void checkMediaType(@Nullable String contentType) throws RefusedException {
        if (contentType == null) {
            if (acceptsMissingContentType) {
                return;
            }
            throw refused(Cause.MEDIA_TYPE, "media-type: no Content-Type field");
        }
        String type = contentType.split(";", 2)[0].trim().toLowerCase(Locale.ROOT);
        if (!type.equals("text/plain")) {
            throw refused(Cause.MEDIA_TYPE, "media-type: " + contentType);
        }
    }

    private static RefusedException refused(Cause cause, String reason) {
        return new RefusedException(Failures.fetchError(cause, reason));
    }
}
