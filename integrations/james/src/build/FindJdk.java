import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * Prints the home of the newest JDK of a version or later; nothing where there is none. It looks at the JDK that runs this, at the
 * environment variables JAVA_HOME and JAVA_HOME_25 and the like, and below /usr/lib/jvm. Run by the build, from its source.
 */
final class FindJdk {
    private FindJdk() {}

    /** Arguments: the least version, and true to find nothing. */
    public static void main(String[] arguments) throws IOException {
        if (Boolean.parseBoolean(arguments[1])) {
            return;
        }
        int best = Integer.parseInt(arguments[0]) - 1;
        Path found = null;
        for (Path home : candidates()) {
            int version = version(home);
            if (version > best) {
                best = version;
                found = home;
            }
        }
        if (found != null) {
            System.out.print(found);
        }
    }

    private static List<Path> candidates() throws IOException {
        List<Path> homes = new ArrayList<>();
        homes.add(Path.of(System.getProperty("java.home")));
        for (Map.Entry<String, String> variable : System.getenv().entrySet()) {
            if (variable.getKey().startsWith("JAVA_HOME") && !variable.getValue().isBlank()) {
                homes.add(Path.of(variable.getValue()));
            }
        }
        Path installed = Path.of("/usr/lib/jvm");
        if (Files.isDirectory(installed)) {
            try (Stream<Path> folders = Files.list(installed)) {
                folders.sorted().forEach(homes::add);
            }
        }
        return homes;
    }

    /** Zero where it is no JDK. */
    private static int version(Path home) throws IOException {
        Path release = home.resolve("release");
        boolean jdk = Files.isExecutable(home.resolve("bin/javac")) || Files.isRegularFile(home.resolve("bin/javac.exe"));
        if (!jdk || !Files.isReadable(release)) {
            return 0;
        }
        Properties properties = new Properties();
        try (var in = Files.newInputStream(release)) {
            properties.load(in);
        }
        String version = properties.getProperty("JAVA_VERSION", "0").replace("\"", "").split("[.\\-+_]")[0];
        return version.matches("\\d{1,4}") ? Integer.parseInt(version) : 0;
    }
}
