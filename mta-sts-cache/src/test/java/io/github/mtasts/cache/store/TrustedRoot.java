package io.github.mtasts.cache.store;

import io.github.mtasts.testkit.TestCa;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;

/** Makes the root of a test the platform's only one, until it is closed. */
final class TrustedRoot implements AutoCloseable {
    private static final String STORE = "javax.net.ssl.trustStore";
    private static final String PASSWORD = "javax.net.ssl.trustStorePassword";
    private static final String SECRET = "changeit";

    TrustedRoot(TestCa ca, Path folder) throws IOException, GeneralSecurityException {
        Path file = folder.resolve("trust.p12");
        try (OutputStream out = Files.newOutputStream(file)) {
            ca.trustStore().store(out, SECRET.toCharArray());
        }
        System.setProperty(STORE, file.toString());
        System.setProperty(PASSWORD, SECRET);
    }

    @Override
    public void close() {
        System.clearProperty(STORE);
        System.clearProperty(PASSWORD);
    }
}
