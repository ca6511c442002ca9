package io.github.mtasts.tlsrpt.submit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.mtasts.faults.ScriptedHost;
import io.github.mtasts.name.PolicyDomain;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
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

    /** The server has taken the report: what becomes of the connection after that changes nothing (RFC 5321 section 4.1.1.4). */
    @Test
    void aConnectionThatBreaksAtQuitMakesNoReportThatWasTakenToBeSentAgain() throws Exception {
        CompletableFuture<ScriptedHost> running = new CompletableFuture<>();
        try (ScriptedHost host = new ScriptedHost(verb -> switch (verb) {
            case "DATA" -> "354 go on";
            case "QUIT" -> reset(running);
            default -> "250 ok";
        })) {
            running.complete(host);
            ReportMailer mailer =
                    SmtpReportMailer.to("127.0.0.1", host.port()).withoutTls().build();
            MailResult result = mailer.send(ReportMail.of(
                    PolicyDomain.of("example.com"),
                    LocalDate.of(2024, 3, 1),
                    List.of("tls@example.com"),
                    "Subject: x\r\n\r\nx\r\n".getBytes(StandardCharsets.US_ASCII)));
            assertThat(host.lines()).contains("QUIT");
            assertThat(result).isInstanceOf(MailResult.Accepted.class);
        }
    }

    private static String reset(CompletableFuture<ScriptedHost> host) {
        try {
            host.join().connections().get(0).setSoLinger(true, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return ScriptedHost.CLOSE;
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
