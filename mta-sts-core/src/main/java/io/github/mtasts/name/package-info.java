/**
 * The domain names of mail routing, as checked values.
 *
 * <p>Comes in: text from a mail server, DNS or a policy. Goes out: {@link PolicyDomain} and {@link MxHost}, always
 * lower-case A-labels without a trailing dot, so that equality is equality of names. May not know: anything else.
 */
package io.github.mtasts.name;
