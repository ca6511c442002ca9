/** The tables behind the stores in SQL databases and in Redis. Not part of the API. */
package io.github.mtasts.cache.store.internal;
