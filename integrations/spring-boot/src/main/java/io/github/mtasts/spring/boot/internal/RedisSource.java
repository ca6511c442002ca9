package io.github.mtasts.spring.boot.internal;

import org.jspecify.annotations.Nullable;

/** Finds the application's Redis. */
@FunctionalInterface
interface RedisSource {
    /** Returns the location; null when the application has none. */
    @Nullable
    RedisLocation find();
}
