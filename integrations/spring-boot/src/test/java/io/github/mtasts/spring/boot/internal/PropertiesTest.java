package io.github.mtasts.spring.boot.internal;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.mtasts.spring.boot.MtaStsProperties;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.RecordComponent;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.tools.Diagnostic;
import javax.tools.DiagnosticCollector;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.json.JsonParserFactory;

/** Every property is described in the metadata, which IDEs show, and in README.md, whose sample compiles. */
class PropertiesTest {
    private static final Path README =
            Path.of(System.getProperty("mtasts.root", "../..")).resolve("integrations/spring-boot/README.md");

    @TempDir
    private Path folder;

    @Test
    void theMetadataDescribesEveryProperty() throws IOException {
        Map<String, String> described = metadata();
        assertThat(described.keySet()).containsExactlyInAnyOrderElementsOf(names().toList());
        assertThat(described)
                .allSatisfy(
                        (name, text) -> assertThat(text).as(name).endsWith(".").hasSizeGreaterThan(8));
    }

    @Test
    void theTableOfReadmeHasEveryProperty() throws IOException {
        String readme = Files.readString(README);
        assertThat(names())
                .allSatisfy(name -> assertThat(readme).contains("`" + name.substring("mta-sts.".length()) + "`"));
        assertThat(readme.lines()).hasSizeLessThan(100).allMatch(line -> line.length() <= 140);
    }

    private static Map<String, String> metadata() throws IOException {
        try (InputStream in =
                MtaStsProperties.class.getResourceAsStream("/META-INF/spring-configuration-metadata.json")) {
            String json = new String(Objects.requireNonNull(in).readAllBytes(), StandardCharsets.UTF_8);
            List<?> properties =
                    (List<?>) JsonParserFactory.getJsonParser().parseMap(json).get("properties");
            return Objects.requireNonNull(properties).stream()
                    .map(each -> (Map<?, ?>) each)
                    .filter(each -> text(each, "name").startsWith("mta-sts."))
                    .collect(Collectors.toMap(each -> text(each, "name"), each -> text(each, "description")));
        }
    }

    private static String text(Map<?, ?> property, String key) {
        return String.valueOf(property.get(key));
    }

    private static Stream<String> names() {
        return new TreeSet<>(names("mta-sts", MtaStsProperties.class).toList()).stream();
    }

    private static Stream<String> names(String prefix, Class<?> type) {
        return Stream.of(type.getRecordComponents()).flatMap(component -> names(prefix, component));
    }

    private static Stream<String> names(String prefix, RecordComponent component) {
        String name =
                prefix + "." + component.getName().replaceAll("([A-Z])", "-$1").toLowerCase(Locale.ROOT);
        return component.getType().isRecord() ? names(name, component.getType()) : Stream.of(name);
    }

    @Test
    void theSampleOfReadmeCompiles() throws IOException {
        String readme = Files.readString(README);
        int begin = readme.indexOf("```java\n", readme.indexOf("<!-- sample:begin -->")) + "```java\n".length();
        String sample = readme.substring(begin, readme.indexOf("```", begin));
        DiagnosticCollector<JavaFileObject> diagnostics = new DiagnosticCollector<>();
        var compiler = ToolProvider.getSystemJavaCompiler();
        boolean compiles = compiler.getTask(
                        null,
                        compiler.getStandardFileManager(diagnostics, Locale.ROOT, StandardCharsets.UTF_8),
                        diagnostics,
                        List.of("-d", folder.toString(), "-proc:none"),
                        null,
                        List.of(
                                new SimpleJavaFileObject(
                                        URI.create("string:///com/example/mail/SourceAddress.java"),
                                        JavaFileObject.Kind.SOURCE) {
                                    @Override
                                    public CharSequence getCharContent(boolean ignoreEncodingErrors) {
                                        return sample;
                                    }
                                }))
                .call();
        assertThat(diagnostics.getDiagnostics().stream().filter(each -> each.getKind() == Diagnostic.Kind.ERROR))
                .isEmpty();
        assertThat(compiles).isTrue();
    }

    @Test
    void noTextOfThePropertiesHasACredential() {
        assertThat(new MtaStsProperties.Relay("mail.example.com", 587, "user", "sesame"))
                .hasToString("relay mail.example.com:587");
        assertThat(new MtaStsProperties.Store(
                        MtaStsProperties.StoreType.REDIS, null, null, "redis://u:sesame@h", false))
                .hasToString("store REDIS");
        assertThat(new RedisLocation("h", 6379, 0, "u", "sesame", true)).hasToString("Redis at h:6379");
    }

    @Test
    void theLocationOfRedisBecomesAnAddress() {
        assertThat(new RedisLocation("h", 6379, 0, null, null, false).uri()).hasToString("redis://h:6379/0");
        assertThat(new RedisLocation("2001:db8::1", 6380, 2, "a b", "p@ss:w*rd", true).uri())
                .hasToString("rediss://a%20b:p%40ss%3Aw%2Ard@[2001:db8::1]:6380/2");
        assertThat(new RedisLocation("h", 1, 0, null, "p", false).uri()).hasToString("redis://:p@h:1/0");
    }
}
