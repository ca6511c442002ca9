package io.github.mtasts.conformance;

import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.DirectiveTree;
import com.sun.source.tree.ExportsTree;
import com.sun.source.tree.ModuleTree;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import javax.lang.model.element.Modifier;

/**
 * The public API of one module: the packages that it exports to everyone, each with its public top-level types. A module
 * without {@code module-info.java} exports every package.
 *
 * @param module the name of its folder
 * @param types the names of the types, without the package, by package
 */
record PublicApi(String module, SortedMap<String, SortedSet<String>> types) {
    /** Reads the sources of a module. */
    static PublicApi of(Path module) throws IOException {
        Path sources = module.resolve("src/main/java");
        List<CompilationUnitTree> units =
                Files.isDirectory(sources) ? JavaSources.parse(JavaSources.below(sources, "/")) : List.of();
        SortedMap<String, SortedSet<String>> types = new TreeMap<>();
        units.forEach(unit -> publicTypes(unit)
                .forEach(type -> types.computeIfAbsent(packageOf(unit), name -> new TreeSet<>())
                        .add(type)));
        for (CompilationUnitTree unit : units) {
            if (unit.getModule() != null) {
                List<String> exports = exports(unit.getModule());
                types.keySet().retainAll(exports);
                exports.forEach(name -> types.putIfAbsent(name, new TreeSet<>()));
            }
        }
        return new PublicApi(module.getFileName().toString(), types);
    }

    private static List<String> exports(ModuleTree descriptor) {
        List<String> exports = new ArrayList<>();
        for (DirectiveTree directive : descriptor.getDirectives()) {
            if (directive instanceof ExportsTree export && export.getModuleNames() == null) {
                exports.add(export.getPackageName().toString());
            }
        }
        return exports;
    }

    private static String packageOf(CompilationUnitTree unit) {
        return unit.getPackageName().toString();
    }

    private static Stream<String> publicTypes(CompilationUnitTree unit) {
        return unit.getTypeDecls().stream()
                .filter(ClassTree.class::isInstance)
                .map(ClassTree.class::cast)
                .filter(type -> type.getModifiers().getFlags().contains(Modifier.PUBLIC))
                .map(type -> type.getSimpleName().toString());
    }

    /** One line for each package, followed by one for each of its types. */
    List<String> lines() {
        return types.entrySet().stream()
                .flatMap(each -> Stream.concat(
                        Stream.of("%s package %s".formatted(module, each.getKey())),
                        each.getValue().stream().map(type -> "%s type %s.%s".formatted(module, each.getKey(), type))))
                .collect(Collectors.toList());
    }
}
