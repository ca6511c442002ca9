/**
 * MTA-STS (RFC 8461) for a mail server that sends mail: the policy of a recipient domain, a decision for each MX host,
 * and checked TLS connections.
 *
 * <p>An attacker on the path can strip STARTTLS, present another certificate or forge MX records, and then read the mail.
 * MTA-STS prevents that for domains that publish a policy. The types keep a caller safe: only an
 * {@link io.github.mtasts.Opening.Ready} has a connection, so that no forgotten branch sends mail in the clear.
 *
 * <h2>Once per server</h2>
 *
 * <pre>{@code
 * DnsResolver dns = DnsResolver.builder().build();          // the system's name servers, 5 s per look-up
 * MtaSts mtaSts = MtaSts.builder()
 *         .cache(cache)                                     // required: a PolicyCache, such as mta-sts-cache has
 *         .dns(dns)
 *         .outcomes(listener)                               // optional: TLS reports, metrics
 *         .build();
 * MxLookup mxLookup = new MxLookup(dns, dns, Set.of(MxHost.of("mail.example.org")));   // our own MX names
 * }</pre>
 *
 * <p>All three are thread-safe. At shutdown close the {@link io.github.mtasts.MtaSts} first, then the listeners and the
 * cache, then the resolver: each uses those that are closed after it.
 *
 * <h2>Once per message and recipient domain</h2>
 *
 * <pre>{@code
 * DeliveryRequest request = DeliveryRequest.willRetry("example.com").ehloName("mail.example.org").build();
 * MxLookupResult found = mxLookup.lookup(PolicyDomain.of("example.com"));
 * if (!(found instanceof MxLookupResult.Hosts hosts)) {
 *     return mtaSts.unroutable(request, found);
 * }
 * try (DeliveryAttempt attempt = mtaSts.begin(request)) {
 *     for (MxHost host : hosts.hosts()) {                   // in this order, never sorted or filtered
 *         if (!(attempt.candidate(host) instanceof Candidate.Proceed proceed)
 *                 || !(mxLookup.addresses(host) instanceof AddressAnswer.Addresses reachable)) {
 *             continue;                                     // like a host that cannot be reached
 *         }
 *         for (InetAddress address : reachable.addresses()) {
 *             Opening<Socket> opening = proceed.open(Dialer.to(address, 25));
 *             if (opening instanceof Opening.Ready<Socket> ready) {
 *                 return send(ready.connection(), message); // a greeting comes first, EHLO next
 *             }
 *         }
 *     }
 *     return attempt.unsent();                              // keep the message, or permission to return it
 * }
 * }</pre>
 *
 * <p>The caller closes the attempt and each connection of an {@code Opening.Ready}. A
 * {@link io.github.mtasts.ParkedConnection} belongs to the caller's pool, which closes it.
 *
 * <h2>Threads</h2>
 *
 * <p>{@code begin}, {@code unroutable} and {@code open} run on the caller's thread and may block; an interrupt ends them.
 * {@code beginAsync}, {@code unroutableAsync}, {@code check}, {@code refresh} and {@code openAsync} do not block. Their results
 * complete on the executor of {@link io.github.mtasts.MtaStsBuilder#completions}, on no thread that others wait for and under no
 * lock. Listeners are called on the thread that delivers, under no lock, and must not block. The library's threads are daemons whose names start with
 * {@code mta-sts-}; they end when they are idle, except for one timer thread.
 *
 * <p>Comes in: a {@link io.github.mtasts.DeliveryRequest}, MX names, and connections that the caller dials. Goes out:
 * checked connections, or what to do without one, and at most one outcome per session. May not know: messages, envelopes, or how
 * a queue is kept.
 */
package io.github.mtasts;
