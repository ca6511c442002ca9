/** Caches that remember policies for {@code mta-sts-core}. */
@org.jspecify.annotations.NullMarked
module io.github.mtasts.cache {
    requires static transitive org.jspecify;
    requires transitive io.github.mtasts.core;
    requires com.github.benmanes.caffeine;

    exports io.github.mtasts.cache;
}
