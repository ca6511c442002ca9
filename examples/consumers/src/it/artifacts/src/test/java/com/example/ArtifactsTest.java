package com.example;

import static org.junit.jupiter.api.Assertions.assertAll;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.module.ModuleFinder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPath;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The jars and POMs in the repository that the build installed into. */
class ArtifactsTest {
    private static final Path REPOSITORY = Path.of(System.getProperty("repository"));
    private static final String VERSION = System.getProperty("version");
    private static final XPath XPATH = XPathFactory.newInstance().newXPath();

    @ParameterizedTest
    @ValueSource(strings = {"core", "sql", "cache", "tlsrpt", "testkit", "lab", "smtp", "jakarta-mail", "netty", "micrometer", "spring-boot-starter"})
    void jarSaysWhoseItIsAndUnderWhichLicence(String name) throws Exception {
        Path path = file(name, "jar");
        try (JarFile jar = new JarFile(path.toFile())) {
            assertNotNull(jar.getEntry("META-INF/LICENSE"));
            assertNotNull(jar.getEntry("META-INF/NOTICE"));
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertNotNull(manifest.getValue(Attributes.Name.IMPLEMENTATION_TITLE));
            assertEquals(VERSION, manifest.getValue(Attributes.Name.IMPLEMENTATION_VERSION));
            assertEquals("MTA-STS for Java", manifest.getValue(Attributes.Name.IMPLEMENTATION_VENDOR));
        }
        var descriptor = ModuleFinder.of(path).findAll().iterator().next().descriptor();
        assertEquals("io.github.mtasts." + name.replace("-starter", "").replace('-', '.'), descriptor.name());
        assertFalse(descriptor.isAutomatic());
    }

    @ParameterizedTest
    @ValueSource(strings = {"bom", "core", "sql", "cache", "tlsrpt", "testkit", "lab", "smtp", "jakarta-mail", "netty", "micrometer", "spring-boot-starter"})
    void pomStandsAloneAndHasWhatARepositoryAsksFor(String name) throws Exception {
        Document pom = pom(name);
        assertAll(Set.of(
                        "name",
                        "description",
                        "url",
                        "licenses/license/name",
                        "licenses/license/url",
                        "developers/developer/name",
                        "scm/url",
                        "scm/connection",
                        "scm/developerConnection")
                .stream()
                .map(element ->
                        () -> assertFalse(text(pom, "/project/" + element).isBlank(), element)));
        assertAll(Set.of(
                        "parent",
                        "build",
                        "profiles",
                        "repositories",
                        "properties",
                        "dependencies/dependency[scope='test']")
                .stream()
                .map(element -> () -> assertEquals(0, count(pom, "/project/" + element), element)));
        assertFalse(Files.readString(file(name, "pom"))
                .replace("${project.version}", VERSION)
                .contains("${"));
    }

    @Test
    void bomListsEveryArtifactAndNothingElse() throws Exception {
        Document bom = pom("bom");
        String managed = "/project/dependencyManagement/dependencies/dependency";
        NodeList names = (NodeList) XPATH.evaluate(managed + "/artifactId", bom, XPathConstants.NODESET);
        Set<String> listed = new TreeSet<>();
        for (int i = 0; i < names.getLength(); i++) {
            listed.add(names.item(i).getTextContent());
        }
        assertEquals(
                Set.of(
                        "mta-sts-core",
                        "mta-sts-sql",
                        "mta-sts-cache",
                        "mta-sts-tlsrpt",
                        "mta-sts-testkit",
                        "mta-sts-lab",
                        "mta-sts-smtp",
                        "mta-sts-jakarta-mail",
                        "mta-sts-netty",
                        "mta-sts-micrometer",
                        "mta-sts-spring-boot-starter"),
                listed);
        assertEquals(listed.size(), count(bom, managed + "[version='${project.version}']"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sqlite-jdbc", "postgresql", "HikariCP", "jedis"})
    void driversAreOptional(String driver) throws Exception {
        assertTrue(count(pom("cache"), "//dependency[artifactId='" + driver + "'][optional='true']") == 1, driver);
    }

    private static Document pom(String name) throws Exception {
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(file(name, "pom").toFile());
    }

    private static Path file(String name, String extension) {
        String artifact = "mta-sts-" + name;
        return REPOSITORY.resolve(artifact).resolve(VERSION).resolve(artifact + "-" + VERSION + "." + extension);
    }

    private static String text(Document document, String path) throws Exception {
        return XPATH.evaluate(path, document);
    }

    private static int count(Document document, String path) throws Exception {
        return ((Double) XPATH.evaluate("count(" + path + ")", document, XPathConstants.NUMBER)).intValue();
    }
}
