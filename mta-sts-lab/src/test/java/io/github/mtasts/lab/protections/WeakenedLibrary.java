package io.github.mtasts.lab.protections;

import io.github.mtasts.lab.SenderKind;
import io.github.mtasts.lab.sender.library.LibrarySender;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import net.bytebuddy.ByteBuddy;
import net.bytebuddy.description.type.TypeDescription;
import net.bytebuddy.dynamic.ClassFileLocator;
import net.bytebuddy.pool.TypePool;
import org.jspecify.annotations.Nullable;

/**
 * Loads the library again with one method of a class redefined, which switches a protection off without a switch in the library.
 */
final class WeakenedLibrary extends ClassLoader {
    private static final String LIBRARY = "io.github.mtasts.";
    private static final String SENDER = LibrarySender.class.getPackageName() + ".";

    private final ClassLoader original;
    private final @Nullable Protection off;

    /** @param off the protection to switch off, or null */
    WeakenedLibrary(@Nullable Protection off) {
        super(LibrarySender.class.getClassLoader());
        this.original = LibrarySender.class.getClassLoader();
        this.off = off;
    }

    /** The library as a sender of the lab; the classes of the lab are not loaded again. */
    SenderKind kind() throws ReflectiveOperationException {
        return (SenderKind)
                loadClass(LibrarySender.class.getName()).getMethod("kind").invoke(null);
    }

    private static boolean isLibrary(String name) {
        return name.startsWith(SENDER)
                || (name.startsWith(LIBRARY)
                        && !name.startsWith(LIBRARY + "lab.")
                        && !name.startsWith(LIBRARY + "testkit."));
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!isLibrary(name)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try {
            List<Protection.Switch> switches = off == null
                    ? List.of()
                    : off.switches().stream()
                            .filter(one -> one.type().equals(name))
                            .toList();
            byte[] octets = switches.isEmpty() ? read(name) : weakened(switches.get(0));
            return defineClass(name, octets, 0, octets.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }

    private byte[] read(String name) throws IOException, ClassNotFoundException {
        try (InputStream in = original.getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        }
    }

    private byte[] weakened(Protection.Switch protection) {
        ClassFileLocator files = ClassFileLocator.ForClassLoader.of(original);
        TypeDescription type =
                TypePool.Default.of(files).describe(protection.type()).resolve();
        // Fails if there is no such method.
        var method = type.getDeclaredMethods().filter(protection.method()).getOnly();
        try (var redefined = new ByteBuddy()
                .redefine(type, files)
                .method(one -> one.equals(method))
                .intercept(protection.without())
                .make()) {
            return redefined.getBytes();
        }
    }
}
