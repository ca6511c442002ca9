/** The set-up and the check of one TLS session. Not part of the API. */
package io.github.mtasts.session.internal;
