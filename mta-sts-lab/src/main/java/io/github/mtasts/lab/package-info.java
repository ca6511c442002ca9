/**
 * The interface between the lab and a mail sender under attack: implement {@link io.github.mtasts.lab.Sender} for a mail
 * server, name its abilities in a {@link io.github.mtasts.lab.SenderKind}, and run the catalogue with {@link
 * io.github.mtasts.lab.junit.DowngradeTests}.
 *
 * <p>Each attack runs over a real network on loopback. The verdict comes from the network traffic, never from the sender.
 */
@NullMarked
package io.github.mtasts.lab;

import org.jspecify.annotations.NullMarked;
