/** Shows results: in the terminal, in a file for programs, and on a page that compares senders. */
@NullMarked
package io.github.mtasts.lab.report;

import org.jspecify.annotations.NullMarked;
