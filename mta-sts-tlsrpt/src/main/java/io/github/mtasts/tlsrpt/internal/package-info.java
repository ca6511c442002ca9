/** What several packages of this module need, and no caller. */
package io.github.mtasts.tlsrpt.internal;
