/** What the TXT records of MTA-STS and of TLS reporting have in common. */
package io.github.mtasts.policy.internal;
