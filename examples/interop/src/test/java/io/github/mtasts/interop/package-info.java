/**
 * Tests of the library against name servers, web servers and mail servers that other people wrote.
 *
 * <p>The servers come from Debian packages that are downloaded and unpacked below {@code target/interop}; nothing is installed.
 * Where they cannot be had, the tests are skipped, and one line of output says what is missing.
 */
@NullMarked
package io.github.mtasts.interop;

import org.jspecify.annotations.NullMarked;
