package io.github.mtasts.sql;

import java.sql.Driver;

/**
 * A jar that a store needs and that the application adds, because the library declares it optional.
 *
 * @param coordinates its Maven coordinates, such as {@code org.xerial:sqlite-jdbc}
 */
public record OptionalJar(String coordinates) {
    /**
     * Creates the exception for a store that is opened without this jar.
     *
     * @param store such as {@code The policy store policies.db}
     * @param cause the class that was not found
     */
    public IllegalStateException missing(String store, Throwable cause) {
        return new IllegalStateException(
                store + " needs " + coordinates + ", which was not found: add it to the application's dependencies.",
                cause);
    }

    /**
     * Creates the exception for a store that is opened without a class of this jar: the jar is missing, or older than the store
     * needs.
     *
     * @param store such as {@code The policy store policies.db}
     * @param everPresent a class that is in all releases of the jar
     * @param cause the class that was not found
     */
    public IllegalStateException unusable(String store, String everPresent, LinkageError cause) {
        try {
            Class.forName(everPresent, false, OptionalJar.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            return missing(store, cause);
        }
        return new IllegalStateException(
                store + " needs a newer " + coordinates + ": the one that was found has no " + cause.getMessage() + ".",
                cause);
    }

    /**
     * Creates the JDBC driver of this jar. Uses the class loader of this library: {@code DriverManager} does not find a
     * driver in a class loader below the application's.
     */
    Driver driver(String className, String store) {
        try {
            return Class.forName(className)
                    .asSubclass(Driver.class)
                    .getDeclaredConstructor()
                    .newInstance();
        } catch (ReflectiveOperationException e) {
            throw missing(store, e);
        }
    }
}
