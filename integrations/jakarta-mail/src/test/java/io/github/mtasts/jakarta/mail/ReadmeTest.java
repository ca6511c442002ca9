package io.github.mtasts.jakarta.mail;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** README.md: its sample compiles, and its table has every property that the code reads. */
class ReadmeTest {
    private static final Path MODULE =
            Path.of(System.getProperty("mtasts.root", "../..")).resolve("integrations/jakarta-mail");

    @TempDir
    private Path folder;

    @Test
    void theSampleCompiles() throws IOException {
        String readme = Files.readString(MODULE.resolve("README.md"));
        int begin = readme.indexOf("```java\n", readme.indexOf("<!-- sample:begin -->")) + "```java\n".length();
        String sample = readme.substring(begin, readme.indexOf("```", begin));
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        boolean compiles = compiler.getTask(
                        null,
                        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8),
                        diagnostics,
                        List.of("-d", folder.toString(), "-proc:none"),
                        null,
                        List.of(
                                new SimpleJavaFileObject(
                                        URI.create("string:///com/example/mail/Queue.java"),
                                        JavaFileObject.Kind.SOURCE) {
                                    @Override
                                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                                        return sample;
                                    }
                                }))
                .call();
        assertThat(diagnostics.getDiagnostics()).isEmpty();
        assertThat(compiles).isTrue();
    }

    @Test
    void theTableHasEveryProperty() throws IOException {
        String readme = Files.readString(MODULE.resolve("README.md"));
        for (String property : List.of(
                "localhost",
                "cache.file",
                "rules.file",
                "trust.file",
                "dns.servers",
                "host",
                "port",
                "ssl.enable",
                "user",
                "auth",
                "tls.required",
                "from",
                "dsn.notify",
                "dsn.ret",
                "connectiontimeout",
                "timeout",
                "timelimit",
                "localaddress",
                "socketFactory",
                "lasttry",
                "sender")) {
            assertThat(readme).contains("`" + property + "`");
        }
        assertThat(readme.lines()).hasSizeLessThan(100).allMatch(line -> line.length() <= 140);
    }
}
