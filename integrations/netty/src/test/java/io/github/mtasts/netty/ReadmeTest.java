package io.github.mtasts.netty;

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
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** README.md: its samples compile. */
class ReadmeTest {
    private static final Path MODULE =
            Path.of(System.getProperty("mtasts.root", "../..")).resolve("integrations/netty");

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"sample, Hosts", "sender, Queue"})
    void theSampleCompiles(String name, String type) throws IOException {
        String readme = Files.readString(MODULE.resolve("README.md"));
        int begin = readme.indexOf("```java\n", readme.indexOf("<!-- " + name + ":begin -->")) + "```java\n".length();
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
                                        URI.create("string:///com/example/mail/" + type + ".java"),
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
}
