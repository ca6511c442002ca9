package io.github.mtasts.sql;

import java.util.List;
import java.util.function.Function;

/**
 * The tables of a store.
 *
 * @param storeName the name of the store in messages, such as {@code policy store}
 * @param migrations the steps that create the tables
 * @param tables the names of the tables
 */
public record Schema(String storeName, Function<Dialect, Migrations> migrations, List<String> tables) {
    /** Copies the names. */
    public Schema {
        tables = List.copyOf(tables);
    }
}
