/** An HTML page that compares senders: the verdicts, and the evidence behind each. */
@NullMarked
package io.github.mtasts.lab.page;

import org.jspecify.annotations.NullMarked;
