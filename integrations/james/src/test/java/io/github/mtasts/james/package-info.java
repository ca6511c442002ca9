/** Tests of the plugin's parts, without a server. */
@NullMarked
package io.github.mtasts.james;

import org.jspecify.annotations.NullMarked;
