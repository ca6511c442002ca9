package io.github.mtasts.tool.acme;

/** How the right to a name is proved to the authority. */
public enum ChallengeKind {
    /** By a certificate at port 443 (RFC 8737). */
    TLS_ALPN_01("tls-alpn-01"),
    /** By a file at port 80 (RFC 8555 section 8.3). */
    HTTP_01("http-01");

    private final String token;

    ChallengeKind(String token) {
        this.token = token;
    }

    /**
     * Its name in the protocol and in configuration files.
     *
     * @return such as {@code http-01}
     */
    public String token() {
        return token;
    }
}
