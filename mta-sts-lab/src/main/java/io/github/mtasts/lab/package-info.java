/**
 * Attacks on the mail a server sends, each run over a real network on loopback against a sender. Here is what somebody
 * needs who wants to have a sender of his own attacked: {@link io.github.mtasts.lab.Sender} and {@link
 * io.github.mtasts.lab.SenderKind} make it known to the lab.
 */
@NullMarked
package io.github.mtasts.lab;

import org.jspecify.annotations.NullMarked;
