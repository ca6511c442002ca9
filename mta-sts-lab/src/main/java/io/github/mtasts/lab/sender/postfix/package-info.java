/**
 * Postfix as an external process, configured by the lab. It runs in its own mount and network namespace, in which the lab's
 * hosts have real addresses, the DNS server has port 53, and no other host is reachable.
 */
@NullMarked
package io.github.mtasts.lab.sender.postfix;

import org.jspecify.annotations.NullMarked;
