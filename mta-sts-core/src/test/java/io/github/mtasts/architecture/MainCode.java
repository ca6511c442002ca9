package io.github.mtasts.architecture;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.github.mtasts.MtaSts;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.lang.module.ModuleDescriptor;
import java.net.URL;
import java.util.Set;
import java.util.stream.Collectors;

/** The compiled main code of this module, and of no other. */
final class MainCode {
    /** The package that all others are in. */
    static final String ROOT = "io.github.mtasts";

    /** The folder with the classes of the module. */
    private static final URL FOLDER =
            MtaSts.class.getProtectionDomain().getCodeSource().getLocation();

    /** Every class of the module. */
    static final JavaClasses CLASSES = new ClassFileImporter().importUrl(FOLDER);

    /** The packages that other modules may see. */
    static final Set<String> EXPORTED = exportedPackages();

    private MainCode() {}

    private static Set<String> exportedPackages() {
        try (InputStream in = new URL(FOLDER, "module-info.class").openStream()) {
            return ModuleDescriptor.read(in).exports().stream()
                    .filter(exports -> !exports.isQualified())
                    .map(ModuleDescriptor.Exports::source)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Whether code of another module can name this class. */
    static boolean isApi(JavaClass type) {
        return EXPORTED.contains(type.getPackageName())
                && isVisible(type)
                && type.getEnclosingClass().map(MainCode::isApi).orElse(true);
    }

    private static boolean isVisible(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                || type.getModifiers().contains(JavaModifier.PROTECTED);
    }
}
