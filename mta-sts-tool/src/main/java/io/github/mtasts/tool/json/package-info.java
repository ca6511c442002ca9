/**
 * JSON for scripts: a tree of maps, lists and plain values, written on one line.
 *
 * <p>May not know: what the values mean.
 */
package io.github.mtasts.tool.json;
