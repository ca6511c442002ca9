package io.github.mtasts.fetch.internal;

import io.github.mtasts.fetch.FetchResult.Cause;
import java.io.IOException;
import java.util.Locale;
import okhttp3.Headers;
import okhttp3.Interceptor;
import okhttp3.Response;
import org.jspecify.annotations.Nullable;

/**
 * Accepts only responses with status 200, media type text/plain and no encoding (RFC 8461 sections 3.2 and 3.3).
 *
 * <p>It is a network interceptor and throws, so that the client does not act on a response: OkHttp repeats a request on 503
 * with "Retry-After: 0" even with redirects and retries turned off.
 */
final class ResponseRules implements Interceptor {
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
        if (headers.values("Content-Type").size() > 1) {
            throw refused(Cause.MEDIA_TYPE, "media-type: several Content-Type fields");
        }
        checkMediaType(headers.get("Content-Type"));
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
