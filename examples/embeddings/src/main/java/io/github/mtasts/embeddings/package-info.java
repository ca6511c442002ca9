/** Four kinds of mail server, each with the library embedded, run against the same attacks. */
@NullMarked
package io.github.mtasts.embeddings;

import org.jspecify.annotations.NullMarked;
