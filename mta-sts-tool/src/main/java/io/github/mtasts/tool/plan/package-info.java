/**
 * Writes records and policies for a domain and the steps to publish them in: {@code mta-sts plan} (RFC 8461 section 8).
 *
 * <p>Comes in: the MX hosts of a domain, what it publishes now, and received reports. Goes out: steps in an order that delays no mail,
 * with the evidence that lets one go on, and the way back. Plans are made from facts alone; only {@code PlanFacts} asks the network.
 */
package io.github.mtasts.tool.plan;
