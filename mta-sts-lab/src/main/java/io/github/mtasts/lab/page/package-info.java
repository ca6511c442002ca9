/** A page that compares senders: the verdicts, and the evidence of each one click away. */
@NullMarked
package io.github.mtasts.lab.page;

import org.jspecify.annotations.NullMarked;
