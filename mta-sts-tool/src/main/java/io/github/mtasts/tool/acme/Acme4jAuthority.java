package io.github.mtasts.tool.acme;

import io.github.mtasts.tool.acme.AuthorityException.Kind;
import io.github.mtasts.tool.run.Errors;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.security.KeyPair;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.shredzone.acme4j.AccountBuilder;
import org.shredzone.acme4j.Authorization;
import org.shredzone.acme4j.Login;
import org.shredzone.acme4j.Order;
import org.shredzone.acme4j.PollableResource;
import org.shredzone.acme4j.Problem;
import org.shredzone.acme4j.Session;
import org.shredzone.acme4j.Status;
import org.shredzone.acme4j.challenge.Challenge;
import org.shredzone.acme4j.challenge.Http01Challenge;
import org.shredzone.acme4j.challenge.TlsAlpn01Challenge;
import org.shredzone.acme4j.exception.AcmeException;
import org.shredzone.acme4j.exception.AcmeLazyLoadingException;
import org.shredzone.acme4j.exception.AcmeNetworkException;
import org.shredzone.acme4j.exception.AcmeProtocolException;
import org.shredzone.acme4j.exception.AcmeRateLimitedException;
import org.shredzone.acme4j.exception.AcmeServerException;
import org.shredzone.acme4j.util.CSRBuilder;

/** The authority behind an ACME directory (RFC 8555), spoken to by acme4j. Thread-safe: each order has a session of its own. */
final class Acme4jAuthority implements CertificateAuthority {
    /** What an authority, or a server before it, says of an order that is not there. */
    private static final List<String> GONE = List.of("HTTP 404", "HTTP 410");

    private static final Duration LONGEST_WAIT = Duration.ofMinutes(5);
    private static final Duration FIRST_POLL = Duration.ofMillis(100);
    private static final Duration LONGEST_POLL = Duration.ofSeconds(10);
    private static final Set<Status> ENDS = Set.of(Status.VALID, Status.INVALID);
    private static final Set<Status> ORDER_STEPS = Set.of(Status.READY, Status.VALID, Status.INVALID);

    private final AcmeSettings settings;
    private final AcmeStore store;
    private final Challenges challenges;
    private final AcmeConnections connections;

    Acme4jAuthority(AcmeSettings settings, AcmeStore store, Challenges challenges) throws IOException {
        this.settings = settings;
        this.store = store;
        this.challenges = challenges;
        this.connections = new AcmeConnections(settings.directory(), settings.trust());
    }

    @Override
    public List<X509Certificate> issue(PendingOrder pending) throws AuthorityException, InterruptedException {
        try {
            boolean isResumed = pending.location().isPresent();
            try {
                return attempt(pending);
            } catch (AuthorityException e) {
                if (!isResumed || e.kind() != Kind.REFUSED) {
                    throw e;
                }
                // The authority may have looked for the challenge while this process was not running.
                pending.isLost();
                return attempt(pending);
            } catch (AcmeServerException e) {
                if (!e.getType().toString().endsWith(":accountDoesNotExist")) {
                    throw e;
                }
                // RFC 8555 section 7.3.1: the authority has lost the account; the same key registers again.
                store.forgetAccount();
                pending.isLost();
                return attempt(pending);
            }
        } catch (AcmeLazyLoadingException e) {
            throw translated(e.getCause() instanceof AcmeException cause ? cause : new AcmeException(reason(e), e));
        } catch (AcmeException e) {
            throw translated(e);
        } catch (AcmeProtocolException | IllegalStateException e) {
            // What acme4j throws for responses that make no sense.
            throw new AuthorityException(Kind.UNREACHABLE, "the authority failed: " + reason(e), Optional.empty(), e);
        } catch (IOException e) {
            throw new AuthorityException(
                    Kind.UNREACHABLE, "the folder of certificates fails: " + Errors.reason(e), Optional.empty(), e);
        }
    }

    private List<X509Certificate> attempt(PendingOrder pending)
            throws AcmeException, AuthorityException, IOException, InterruptedException {
        Login login = login();
        Order order = order(login, pending);
        for (Authorization each : order.getAuthorizations()) {
            authorize(each, pending.host());
        }
        return finish(order, pending);
    }

    /** The account of the key on disk; the authority answers with the same account whenever the same key registers. */
    private Login login() throws AcmeException, AuthorityException, IOException {
        Session session = connections.session();
        KeyPair keys = store.accountKeys();
        Optional<URI> known = store.account();
        if (known.isPresent()) {
            return session.login(known.get().toURL(), keys);
        }
        AccountBuilder account = new AccountBuilder().agreeToTermsOfService().useKeyPair(keys);
        if (settings.contact() != null) {
            account.addEmail(settings.contact());
        }
        bind(account, session);
        Login login = account.createLogin(session);
        store.writeAccount(keys, uri(login.getAccount().getLocation()));
        return login;
    }

    /** RFC 8555 section 7.3.4. No host is at fault: all wait, and a restart tries again. */
    private void bind(AccountBuilder account, Session session) throws AcmeException, AuthorityException {
        ExternalAccount external = settings.external();
        if (external != null) {
            try {
                // HS256 is what every authority takes, whatever the length of its keys.
                account.withKeyIdentifier(external.keyId(), external.key()).withMacAlgorithm("HS256");
            } catch (IOException e) {
                throw new AuthorityException(Kind.UNREACHABLE, Errors.reason(e), Optional.empty(), e);
            }
        } else if (session.getMetadata().isExternalAccountRequired()) {
            throw new AuthorityException(
                    Kind.UNREACHABLE,
                    "the authority wants an external account: set acme.eab-key-id and acme.eab-key-file to what it gave you");
        }
    }

    /** Goes on with the order that is on disk if the authority still has it, else makes one. */
    private Order order(Login login, PendingOrder pending) throws AcmeException, IOException {
        if (pending.location().isPresent()) {
            Order known = login.bindOrder(pending.location().get().toURL());
            if (isUsable(known)) {
                return known;
            }
            pending.isLost();
        }
        Order order = login.newOrder().domain(pending.host()).create();
        pending.isAt(uri(order.getLocation()));
        return order;
    }

    private static boolean isUsable(Order order) throws AcmeException {
        try {
            order.fetch();
            return order.getStatus() != Status.INVALID;
        } catch (AcmeProtocolException e) {
            return false; // something else is there
        } catch (AcmeException e) {
            if (saysNothingOfTheOrder(e)) {
                throw e;
            }
            return false; // the authority does not have it any more
        }
    }

    /** Whether the network or the authority failed, or it asks to come back later. */
    private static boolean saysNothingOfTheOrder(AcmeException e) {
        if (e instanceof AcmeServerException server) {
            return e instanceof AcmeRateLimitedException || isBroken(server);
        }
        // The message is all that acme4j tells of a response without a problem document.
        String message = String.valueOf(e.getMessage());
        return e instanceof AcmeNetworkException
                || (message.startsWith("HTTP ") && GONE.stream().noneMatch(message::startsWith));
    }

    private static boolean isBroken(AcmeServerException e) {
        return e.getType().toString().endsWith(":serverInternal");
    }

    private void authorize(Authorization authorization, String host)
            throws AcmeException, AuthorityException, IOException, InterruptedException {
        if (authorization.getStatus() == Status.VALID) {
            return;
        }
        switch (settings.challenge()) {
            case TLS_ALPN_01 -> {
                TlsAlpn01Challenge challenge = find(authorization, TlsAlpn01Challenge.class);
                challenges.beginAlpn(host, challenge.getAcmeValidation());
                try {
                    prove(authorization, challenge, host);
                } finally {
                    challenges.endAlpn(host);
                }
            }
            case HTTP_01 -> {
                Http01Challenge challenge = find(authorization, Http01Challenge.class);
                challenges.beginHttp(challenge.getToken(), challenge.getAuthorization());
                try {
                    prove(authorization, challenge, host);
                } finally {
                    challenges.endHttp(challenge.getToken());
                }
            }
        }
    }

    private <C extends Challenge> C find(Authorization authorization, Class<C> type) throws AuthorityException {
        return authorization
                .findChallenge(type)
                .orElseThrow(() -> new AuthorityException(
                        Kind.REFUSED,
                        "the authority does not offer the challenge "
                                + settings.challenge().token()));
    }

    private static void prove(Authorization authorization, Challenge challenge, String host)
            throws AcmeException, AuthorityException, InterruptedException {
        if (challenge.getStatus() == Status.PENDING) {
            challenge.trigger();
        }
        if (await(authorization, ENDS) != Status.VALID) {
            challenge.fetch();
            throw new AuthorityException(
                    Kind.REFUSED,
                    "the authority could not validate " + host + ": "
                            + challenge.getError().map(Acme4jAuthority::words).orElse("it does not say why"));
        }
    }

    private static List<X509Certificate> finish(Order order, PendingOrder pending)
            throws AcmeException, AuthorityException, IOException, InterruptedException {
        if (await(order, ORDER_STEPS) == Status.READY) {
            CSRBuilder request = new CSRBuilder();
            request.addDomain(pending.host());
            request.sign(pending.keys());
            order.execute(request.getEncoded());
        }
        if (await(order, ENDS) != Status.VALID) {
            pending.isLost();
            throw new AuthorityException(
                    Kind.REFUSED,
                    "the authority refused the order: "
                            + order.getError().map(Acme4jAuthority::words).orElse("it does not say why"));
        }
        return order.getCertificate().getCertificateChain();
    }

    /** Asks again until the authority has made up its mind, as often as it wants to be asked. */
    private static Status await(PollableResource resource, Set<Status> ends)
            throws AcmeException, AuthorityException, InterruptedException {
        long begin = System.nanoTime();
        Duration pause = FIRST_POLL;
        Optional<Instant> retryAfter = resource.fetch();
        while (!ends.contains(resource.getStatus())) {
            if (System.nanoTime() - begin > LONGEST_WAIT.toNanos()) {
                throw new AuthorityException(
                        Kind.UNREACHABLE, "the authority has not made up its mind for five minutes");
            }
            Duration asked = retryAfter
                    .map(each -> Duration.between(Instant.now(), each))
                    .filter(each -> each.compareTo(LONGEST_POLL) < 0)
                    .orElse(LONGEST_POLL);
            Duration wait = retryAfter.isPresent() && asked.compareTo(pause) > 0 ? asked : pause;
            Thread.sleep(wait.toMillis());
            pause = pause.multipliedBy(2).compareTo(LONGEST_POLL) < 0 ? pause.multipliedBy(2) : LONGEST_POLL;
            retryAfter = resource.fetch();
        }
        return resource.getStatus();
    }

    private static AuthorityException translated(AcmeException e) {
        if (e instanceof AcmeRateLimitedException limited) {
            return new AuthorityException(
                    Kind.RATE_LIMITED,
                    "the authority asks to come back later: " + words(limited.getProblem()),
                    limited.getRetryAfter(),
                    e);
        }
        if (e instanceof AcmeServerException server) {
            return new AuthorityException(
                    isBroken(server) ? Kind.UNREACHABLE : Kind.REFUSED,
                    "the authority refused: " + words(server.getProblem()),
                    Optional.empty(),
                    e);
        }
        String what =
                e instanceof AcmeNetworkException ? "the authority cannot be reached: " : "the authority failed: ";
        return new AuthorityException(Kind.UNREACHABLE, what + reason(e), Optional.empty(), e);
    }

    private static String reason(Exception e) {
        Throwable cause = e.getCause() == null ? e : e.getCause();
        return cause.getMessage() == null ? cause.toString() : cause.getMessage();
    }

    private static String words(Problem problem) {
        return problem.getType()
                + problem.getDetail().map(each -> " (" + each + ")").orElse("");
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException e) {
            throw new IOException("the authority gave a URL that is none: " + url, e);
        }
    }
}
