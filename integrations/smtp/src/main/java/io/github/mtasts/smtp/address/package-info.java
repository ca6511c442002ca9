/** Addresses of envelopes. For this project's own modules only. */
@NullMarked
package io.github.mtasts.smtp.address;

import org.jspecify.annotations.NullMarked;
