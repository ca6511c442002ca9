package io.github.mtasts.conformance;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.StandardJavaFileManager;
import javax.tools.ToolProvider;

/** Finds and parses Java source files, with the parser of the compiler and without compiling them. */
final class JavaSources {
    private JavaSources() {}

    /**
     * The Java files below a folder, sorted, without the build's output.
     *
     * @param part text that the path of each file contains, such as {@code /src/test/java/}
     */
    static List<Path> below(Path root, String part) throws IOException {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> isSource(root.relativize(file), part))
                    .sorted()
                    .toList();
        }
    }

    private static boolean isSource(Path file, String part) {
        String name = "/" + file.toString().replace('\\', '/');
        return name.contains(part) && name.endsWith(".java") && !name.contains("/target/");
    }

    static List<CompilationUnitTree> parse(List<Path> files) throws IOException {
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        try (StandardJavaFileManager manager = compiler.getStandardFileManager(null, null, null)) {
            JavacTask task = (JavacTask) compiler.getTask(
                    null, manager, null, List.of("-proc:none"), null, manager.getJavaFileObjectsFromPaths(files));
            List<CompilationUnitTree> units = new ArrayList<>();
            task.parse().forEach(units::add);
            return List.copyOf(units);
        }
    }
}
