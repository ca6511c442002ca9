package io.github.mtasts.tlsrpt.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.File;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class SmtpReportMailerTest {
    /** As in a program that excludes angus-mail and keeps the Jakarta Mail API. */
    @Test
    void aMissingMailProviderIsNamed() throws Exception {
        try (URLClassLoader withoutAngus = loaderWithout("angus-mail")) {
            Class<?> mailer = withoutAngus.loadClass(SmtpReportMailer.class.getName());
            Object builder = mailer.getMethod("to", String.class, int.class).invoke(null, "mail.example.com", 25);
            Method build = builder.getClass().getMethod("build");
            assertThatThrownBy(() -> build.invoke(builder))
                    .isInstanceOf(InvocationTargetException.class)
                    .cause()
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("org.eclipse.angus:angus-mail");
        }
    }

    private static URLClassLoader loaderWithout(String artifact) throws IOException {
        String[] entries = System.getProperty("java.class.path").split(File.pathSeparator, -1);
        List<URL> kept = new ArrayList<>();
        for (String entry : entries) {
            if (!Path.of(entry).getFileName().toString().startsWith(artifact)) {
                kept.add(url(entry));
            }
        }
        assertThat(kept).as("the artifact is on the class path").hasSizeLessThan(entries.length);
        return new URLClassLoader(kept.toArray(URL[]::new), ClassLoader.getPlatformClassLoader());
    }

    private static URL url(String entry) throws MalformedURLException {
        return Path.of(entry).toUri().toURL();
    }
}
