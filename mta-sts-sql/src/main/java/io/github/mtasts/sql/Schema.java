package io.github.mtasts.sql;

import java.util.List;
import java.util.function.Function;

/**
 * What a database is to hold.
 *
 * @param storeName what messages call the store, such as {@code policy store}
 * @param migrations the steps that make the tables
 * @param tables their names
 */
public record Schema(String storeName, Function<Dialect, Migrations> migrations, List<String> tables) {
    /** Keeps an unchangeable copy of the names. */
    public Schema {
        tables = List.copyOf(tables);
    }
}
