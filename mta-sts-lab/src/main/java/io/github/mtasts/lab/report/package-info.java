/** Results as text: for the terminal, for a JSON file and for the page. */
@NullMarked
package io.github.mtasts.lab.report;

import org.jspecify.annotations.NullMarked;
