/** The table of policies in SQL databases. Not part of the API. */
package io.github.mtasts.cache.internal;
