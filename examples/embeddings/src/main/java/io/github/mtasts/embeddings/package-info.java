/** Four kinds of sending mail server with the library embedded, each tested against the same attacks. */
@NullMarked
package io.github.mtasts.embeddings;

import org.jspecify.annotations.NullMarked;
