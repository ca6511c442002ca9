package io.github.mtasts.conformance;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.LiteralTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.ModifiersTree;
import com.sun.source.util.TreeScanner;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * Reads from the test sources which rows each test proves. It parses them with the compiler, so that a tag in a comment
 * or in a string does not count, and neither runs nor compiles a test.
 *
 * <p>A tag on a class counts for each of its tests. A disabled test proves nothing.
 */
final class TestSources extends TreeScanner<Void, Void> {
    private static final String ID = "(STS|RPT|DANE|RTLS)-[0-9A-Za-z.]+-[0-9A-Za-z]+";
    private static final Pattern TAG = Pattern.compile("(?:STS|RPT|DANE|RTLS)-.*");
    private static final Pattern DISPLAY_NAME = Pattern.compile("(" + ID + "):.*", Pattern.DOTALL);
    private static final Set<String> TESTS =
            Set.of("Test", "ParameterizedTest", "RepeatedTest", "TestFactory", "TestTemplate", "FuzzTest");

    private final List<Proof> proofs = new ArrayList<>();
    private final Deque<ClassTree> classes = new ArrayDeque<>();

    private TestSources() {}

    /** Every proof in the test sources below a folder, in the order of their files. */
    static List<Proof> below(Path root) throws IOException {
        TestSources sources = new TestSources();
        for (CompilationUnitTree unit : JavaSources.parse(files(root))) {
            sources.scan(unit, null);
        }
        return List.copyOf(sources.proofs);
    }

    /** The test sources of every module below a folder. */
    static List<Path> files(Path root) throws IOException {
        return JavaSources.below(root, "/src/test/java/");
    }

    @Override
    public Void visitClass(ClassTree type, Void nothing) {
        classes.push(type);
        super.visitClass(type, null);
        classes.pop();
        return null;
    }

    @Override
    public Void visitMethod(MethodTree method, Void nothing) {
        boolean disabled =
                isDisabled(method.getModifiers()) || classes.stream().anyMatch(type -> isDisabled(type.getModifiers()));
        if (annotations(method.getModifiers()).anyMatch(each -> TESTS.contains(nameOf(each))) && !disabled) {
            Stream.concat(classes.stream().map(ClassTree::getModifiers), Stream.of(method.getModifiers()))
                    .flatMap(TestSources::ids)
                    .distinct()
                    .forEach(id -> proofs.add(new Proof(id, testName(method))));
        }
        return super.visitMethod(method, null);
    }

    private String testName(MethodTree method) {
        List<String> names = new ArrayList<>();
        classes.descendingIterator()
                .forEachRemaining(type -> names.add(type.getSimpleName().toString()));
        return String.join(".", names) + "#" + method.getName();
    }

    private static Stream<String> ids(ModifiersTree modifiers) {
        return annotations(modifiers).flatMap(TestSources::ids);
    }

    private static Stream<String> ids(AnnotationTree annotation) {
        return switch (nameOf(annotation)) {
            case "Tags" -> nested(annotation).flatMap(TestSources::ids);
            case "Tag" -> strings(annotation).filter(TAG.asMatchPredicate());
            case "DisplayName", "ParameterizedTest", "RepeatedTest" ->
                strings(annotation)
                        .map(DISPLAY_NAME::matcher)
                        .filter(Matcher::matches)
                        .map(name -> name.group(1));
            default -> Stream.empty();
        };
    }

    private static Stream<AnnotationTree> nested(AnnotationTree annotation) {
        List<AnnotationTree> found = new ArrayList<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitAnnotation(AnnotationTree each, Void nothing) {
                found.add(each);
                return null;
            }
        }.scan(annotation.getArguments(), null);
        return found.stream();
    }

    private static Stream<String> strings(AnnotationTree annotation) {
        List<String> found = new ArrayList<>();
        new TreeScanner<Void, Void>() {
            @Override
            public Void visitLiteral(LiteralTree literal, Void nothing) {
                if (literal.getValue() instanceof String text) {
                    found.add(text);
                }
                return null;
            }
        }.scan(annotation.getArguments(), null);
        return found.stream();
    }

    private static boolean isDisabled(ModifiersTree modifiers) {
        return annotations(modifiers).anyMatch(each -> nameOf(each).equals("Disabled"));
    }

    private static Stream<? extends AnnotationTree> annotations(ModifiersTree modifiers) {
        return modifiers.getAnnotations().stream();
    }

    private static String nameOf(AnnotationTree annotation) {
        String name = annotation.getAnnotationType().toString();
        return name.substring(name.lastIndexOf('.') + 1);
    }
}
