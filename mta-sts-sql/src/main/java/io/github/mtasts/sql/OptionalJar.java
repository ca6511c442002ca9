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
