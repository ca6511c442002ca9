package io.github.mtasts.quickstart;

import io.github.mtasts.dns.MxLookupResult;

/** Says in words why an MX lookup found no host. */
final class NoHosts {
    private NoHosts() {}

    static String sentence(MxLookupResult lookup) {
        if (lookup instanceof MxLookupResult.NullMx) {
            return "accepts no mail (null MX)";
        }
        if (lookup instanceof MxLookupResult.NoSuchDomain) {
            return "does not exist";
        }
        if (lookup instanceof MxLookupResult.OnlyOurselves) {
            return "its best MX host is this server";
        }
        if (lookup instanceof MxLookupResult.TemporaryFailure failure) {
            return "no answer from the DNS: " + failure.reason();
        }
        return "no MX record names a host";
    }
}
