/** Zones that are signed while the DNS server answers. */
@org.jspecify.annotations.NullMarked
package io.github.mtasts.testkit.internal.dnssec;
