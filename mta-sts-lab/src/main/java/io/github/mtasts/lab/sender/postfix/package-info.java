/**
 * Postfix as an external process, configured by the lab. It runs in a mount and network namespace of its own, in which the
 * lab's hosts have real addresses, its DNS server has port 53, and nothing else is reachable.
 */
@NullMarked
package io.github.mtasts.lab.sender.postfix;

import org.jspecify.annotations.NullMarked;
