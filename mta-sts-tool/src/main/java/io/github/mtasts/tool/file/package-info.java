/**
 * Files that are complete and on disk, or as they were before, for every part that writes one; and limits for those that people name.
 *
 * <p>May not know: what is in a file.
 */
package io.github.mtasts.tool.file;
