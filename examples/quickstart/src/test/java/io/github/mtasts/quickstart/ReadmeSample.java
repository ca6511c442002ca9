package io.github.mtasts.quickstart;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.ToolProvider;

/** Compiles a sample of README.md as it stands there. */
final class ReadmeSample {
    private ReadmeSample() {}

    static Class<?> compiled(String marker, String name, Path folder) throws Exception {
        Pattern pattern = Pattern.compile(
                "<!-- " + marker + ":begin -->\\s*```java\\n(.*?)```\\s*<!-- " + marker + ":end -->", Pattern.DOTALL);
        Matcher sample = pattern.matcher(Files.readString(Path.of(System.getProperty("mtasts.root"), "README.md")));
        assertThat(sample.find())
                .as("README.md has a sample between the marks of " + marker)
                .isTrue();
        Path source = Files.writeString(folder.resolve(name + ".java"), sample.group(1));
        int status = ToolProvider.getSystemJavaCompiler()
                .run(
                        null,
                        System.out,
                        System.err,
                        "-Xlint:all,-processing,-path",
                        "-Werror",
                        "-cp",
                        System.getProperty("java.class.path"),
                        "-d",
                        folder.toString(),
                        source.toString());
        assertThat(status).as("the sample compiles").isZero();
        ClassLoader loader =
                new URLClassLoader(new URL[] {folder.toUri().toURL()}, ReadmeSample.class.getClassLoader());
        return loader.loadClass("com.example.mail." + name);
    }
}
