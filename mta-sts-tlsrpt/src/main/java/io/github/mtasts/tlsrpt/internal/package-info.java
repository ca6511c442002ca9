/** Helpers that several packages of this module use. Not exported. */
package io.github.mtasts.tlsrpt.internal;
