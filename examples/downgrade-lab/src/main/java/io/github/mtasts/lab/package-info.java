/**
 * Attacks on the mail a server sends, each run over a real network on loopback against a sender. Here is what somebody
 * needs who wants to have a sender of his own attacked: {@link io.github.mtasts.lab.Sender} to make it known, and {@link
 * io.github.mtasts.lab.DowngradeTests} to run the catalogue.
 */
@NullMarked
package io.github.mtasts.lab;

import org.jspecify.annotations.NullMarked;
