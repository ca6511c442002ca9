package io.github.mtasts.tlsrpt;

import static io.github.mtasts.tlsrpt.Outcomes.EXPIRED;
import static io.github.mtasts.tlsrpt.Outcomes.outcome;
import static io.github.mtasts.tlsrpt.Outcomes.sts;
import static io.github.mtasts.tlsrpt.Rig.NEXT_DAY;
import static io.github.mtasts.tlsrpt.Rig.NOON;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.LookupFault;
import io.github.mtasts.dns.TxtAnswer;
import io.github.mtasts.failure.Failure;
import io.github.mtasts.failure.ResultType;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.testkit.DnsServer;
import io.github.mtasts.testkit.MxServer;
import io.github.mtasts.testkit.PolicyHost;
import io.github.mtasts.tlsrpt.store.internal.Lane;
import io.github.mtasts.tlsrpt.store.internal.PlanTimes;
import io.github.mtasts.tlsrpt.store.internal.ReportKey;
import io.github.mtasts.tlsrpt.submit.MailResult;
import io.github.mtasts.tlsrpt.submit.RefusedBy;
import io.github.mtasts.tlsrpt.submit.ReportMail;
import io.github.mtasts.tlsrpt.submit.SmtpReportMailer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SubmissionTest {
    private static final String DOMAIN = "example.com";
    private static final String POST = "https://r.example.net/in";

    @TempDir
    private Path folder;

    @SuppressWarnings("NullAway.Init") // each test creates its own
    private Rig rig;

    private Duration postDeadline = Rig.PATIENCE;

    @AfterEach
    void stop() {
        rig.close();
    }

    private PolicyHost start(String... destinations) {
        return start(builder -> {}, destinations);
    }

    private PolicyHost start(Consumer<TlsReportingBuilder> choices, String... destinations) {
        rig = new Rig(folder, choices);
        rig.asksForReports(DOMAIN, destinations);
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN)));
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN, EXPIRED)));
        rig.flush();
        return rig.endpoint("r.example.net");
    }

    private boolean isStored() {
        return !rig.store.list(LocalDate.of(2024, 3, 1)).isEmpty();
    }

    @Test
    @Tag("RPT-5.4-01")
    @Tag("RPT-5.4-02")
    @Tag("RPT-5.4-03")
    @Tag("RPT-3-18")
    @Tag("RPT-6-01")
    void oneReportGoesToEveryDestination() throws IOException, InterruptedException {
        PolicyHost endpoint = start("https://r.example.net/in?x=1", "mailto:tls@example.com");
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events)
                .containsExactlyInAnyOrder(
                        "delivered example.com https://r.example.net/in?x=1",
                        "delivered example.com mailto:tls@example.com");
        assertThat(endpoint.requests()).singleElement().satisfies(request -> {
            assertThat(request.method()).isEqualTo("POST");
            assertThat(request.path()).isEqualTo("/in?x=1");
            assertThat(request.headers().get("content-type")).containsExactly("application/tlsrpt+gzip");
            assertThat(request.headers()).doesNotContainKeys("content-encoding", "cookie");
        });
        JsonNode report = rig.posted(endpoint);
        assertThat(report.at("/policies/0/summary/total-successful-session-count")
                        .asInt())
                .isEqualTo(1);
        assertThat(isStored()).isFalse();
    }

    @Test
    @Tag("RPT-3-08")
    void addressesAreDecodedAndTargetsAreNot() throws InterruptedException {
        PolicyHost endpoint = start("mailto:a%21b@example.com", "https://r.example.net/p%2Cq");
        rig.submitAt(NEXT_DAY);
        assertThat(rig.mails.get(0).recipients()).containsExactly("a!b@example.com");
        assertThat(endpoint.requests()).extracting(PolicyHost.Request::path).containsExactly("/p%2Cq");
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 201, 202, 204})
    @Tag("RPT-5.4-04")
    void anySuccessIsOne(int status) throws InterruptedException {
        start(POST).status(status).body("");
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).containsExactly("delivered example.com " + POST);
    }

    @Test
    void aWarningBeforeTheServerHelloDoesNotEndThePost() throws InterruptedException {
        start(POST).warningAlerts(1);
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).containsExactly("delivered example.com " + POST);
    }

    /** An HTTP 500 does not count as sent, and a failed attempt is repeated. */
    @Test
    @Tag("RPT-5.4-05")
    void aServerErrorIsTriedAgainAndRetryAfterIsHeeded() throws InterruptedException {
        PolicyHost endpoint = start(POST).status(500);
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).containsExactly("failed example.com " + POST + " status 500");
        endpoint.status(429).header("Retry-After", "7200");
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(5)));
        endpoint.reset().status(200);
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(124)));
        assertThat(endpoint.requests()).hasSize(2);
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(125)));
        assertThat(rig.events).last().isEqualTo("delivered example.com " + POST);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 410})
    @Tag("RPT-5.4-05")
    void aRefusalIsFinalAfterAnHourAndIsNotRepeated(int status) throws InterruptedException {
        PolicyHost endpoint = start(POST).status(status);
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).containsExactly("failed example.com " + POST + " status " + status);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(20)));
        assertThat(endpoint.requests()).hasSize(1);
        assertThat(rig.events).last().isEqualTo("dropped example.com " + POST + " status " + status);
        assertThat(isStored()).isFalse();
        // One refusal suppresses nothing.
        endpoint.reset().status(200);
        rig.reporting.onOutcome(outcome(DOMAIN, rig.clock.instant(), sts(DOMAIN)));
        rig.flush();
        rig.submitAt(NEXT_DAY.plus(Duration.ofDays(2)));
        assertThat(rig.events).last().isEqualTo("delivered example.com " + POST);
    }

    @Test
    @Tag("RPT-5.4-06")
    void redirectsAreNotFollowed() throws InterruptedException {
        PolicyHost other = start(POST).redirect(302, "https://other.example.net/in");
        PolicyHost elsewhere = rig.endpoint("other.example.net");
        rig.submitAt(NEXT_DAY);
        assertThat(other.requests()).hasSize(1);
        assertThat(elsewhere.requests()).isEmpty();
        assertThat(rig.events).containsExactly("failed example.com " + POST + " status 302");
    }

    @Test
    @Tag("RPT-3-25")
    void aFaultyCertificateIsToleratedUnlessStrict() throws InterruptedException {
        PolicyHost endpoint = start(POST);
        endpoint.certificate(rig.net.ca().expired("r.example.net"));
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).containsExactly("delivered example.com " + POST);
    }

    @Test
    @Tag("RPT-3-25")
    void aFaultyCertificateEndsAStrictAttempt() throws InterruptedException {
        PolicyHost endpoint = start(TlsReportingBuilder::strictCertificates, POST);
        endpoint.certificate(rig.net.ca().expired("r.example.net"));
        rig.submitAt(NEXT_DAY);
        assertThat(endpoint.requests()).isEmpty();
        assertThat(rig.events).singleElement().asString().startsWith("failed example.com " + POST);
        endpoint.certificate(rig.net.ca().issue("r.example.net"));
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(5)));
        assertThat(rig.events).last().isEqualTo("delivered example.com " + POST);
    }

    @Test
    void nothingConnectsToAnAddressThatAStrangerHasNoBusinessNaming() throws InterruptedException {
        start("https://inside.example.net/in");
        rig.net.dns().a("inside.example.net", "127.0.0.1", "10.0.0.1");
        rig.net.clearConnections();
        rig.submitAt(NEXT_DAY);
        assertThat(rig.net.connections()).isEmpty();
        assertThat(rig.events).singleElement().asString().contains("forbidden-address");
    }

    @Test
    void deadAndSilentHostsAreTriedAgain() throws InterruptedException {
        postDeadline = Duration.ofSeconds(5); // the look-up of the address is within it
        PolicyHost endpoint =
                start(builder -> builder.postDeadline(postDeadline), POST, "https://nowhere.example.net/in");
        endpoint.stall();
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events)
                .hasSize(2)
                .anyMatch(event -> event.matches("failed example.com " + POST + " (broken|no-connection): .*"))
                .anyMatch(event -> event.contains("no address found for nowhere.example.net"));
        postDeadline = Rig.PATIENCE; // what follows is no matter of time
        rig.restart();
        endpoint.reset().down();
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(5)));
        assertThat(rig.events).anyMatch(event -> event.contains("no-connection: "));
        endpoint.up().status(200);
        rig.net.dns().a("nowhere.example.net", "203.0.113.99");
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(15)));
        assertThat(rig.events).contains("delivered example.com " + POST);
    }

    /** Attempts go on for a day, and a late report keeps its day. */
    @Test
    @Tag("RPT-5.5-01")
    @Tag("RPT-5.5-02")
    @Tag("RPT-5.5-03")
    void failedAttemptsAreRepeatedForADayAndThenTheReportIsDropped() throws IOException, InterruptedException {
        PolicyHost endpoint = start(POST).status(503);
        List<Instant> attempts = new ArrayList<>();
        for (Instant time = NEXT_DAY;
                time.isBefore(NEXT_DAY.plus(Duration.ofHours(40)));
                time = time.plus(Duration.ofMinutes(5))) {
            rig.submitAt(time);
            if (endpoint.requests().size() > attempts.size()) {
                attempts.add(time);
            }
        }
        assertThat(endpoint.requests()).hasSameSizeAs(attempts);
        assertThat(attempts.size()).isBetween(8, 14);
        assertThat(Duration.between(NEXT_DAY, attempts.get(attempts.size() - 1)))
                .isBetween(Duration.ofHours(16), Duration.ofHours(24));
        Duration last = Duration.ZERO;
        for (int i = 1; i < attempts.size(); i++) {
            Duration interval = Duration.between(attempts.get(i - 1), attempts.get(i));
            assertThat(interval).isGreaterThanOrEqualTo(last).isLessThanOrEqualTo(Duration.ofHours(4));
            assertThat(interval).isIn(last.multipliedBy(2), Duration.ofMinutes(5), Duration.ofHours(4));
            last = interval;
        }
        byte[] first = Rig.octets(endpoint.requests().get(0).body());
        assertThat(Rig.octets(endpoint.requests().get(2).body())).isEqualTo(first);
        assertThat(Rig.json(first).at("/date-range/start-datetime").asText()).isEqualTo("2024-03-01T00:00:00Z");
        assertThat(rig.events).filteredOn(event -> event.startsWith("dropped")).hasSize(1);
        assertThat(isStored()).isFalse();
    }

    @Test
    @Tag("RPT-3-19")
    void aReportIsDeliveredWithTheFirstDestinationThatAcceptsIt() throws InterruptedException {
        PolicyHost endpoint = start(POST, "mailto:tls@example.com").status(503);
        rig.mailer = mail -> new MailResult.TryLater("451 busy");
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).hasSize(2).allMatch(event -> event.startsWith("failed"));
        assertThat(isStored()).as("pending").isTrue();
        rig.mailer = mail -> new MailResult.Accepted();
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(5)));
        assertThat(rig.events).contains("delivered example.com mailto:tls@example.com");
        assertThat(isStored()).as("the other destination is served on its own").isTrue();
        endpoint.status(200);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(1)));
        assertThat(rig.mails).hasSize(1);
        assertThat(isStored()).isFalse();
    }

    @Test
    void aMailerThatThrowsIsTriedAgainAndOneThatRefusesIsNot() throws InterruptedException {
        start("mailto:tls@example.com");
        rig.mailer = mail -> {
            throw new IllegalStateException("queue is\r\nfull");
        };
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).singleElement().asString().contains("queue is??full");
        rig.mailer = mail -> new MailResult.Refused("550 no such user", RefusedBy.DESTINATION);
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(5)));
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(66)));
        assertThat(rig.events).last().isEqualTo("dropped example.com mailto:tls@example.com 550 no such user");
        assertThat(isStored()).isFalse();
    }

    /** What cannot be written is said; the store is closed all the same, and the next process opens it. */
    @Test
    void aCloseWhoseLastFlushThrowsClosesTheStore() throws InterruptedException {
        start("mailto:tls@example.com");
        rig.reporting.close();
        boolean[] isBroken = {false};
        InstantSource clock = () -> {
            if (isBroken[0]) {
                throw new IllegalStateException("no time");
            }
            return rig.clock.instant();
        };
        rig.restartAfterClose(clock.withZone(ZoneOffset.UTC));
        isBroken[0] = true;
        assertThatThrownBy(rig.reporting::close).hasMessage("no time");
        rig.restartAfterClose();
        rig.submitAt(NEXT_DAY);
        assertThat(isStored()).isFalse();
    }

    @Test
    void refusesATimeOfSuppressionThatNoClockReaches() throws InterruptedException {
        start("mailto:tls@example.com");
        TlsReportingBuilder builder = new TlsReportingBuilder(rig.store, Rig.reporter());
        for (Duration time : List.of(Duration.ZERO, Duration.ofDays(-1), ChronoUnit.FOREVER.getDuration())) {
            assertThatThrownBy(() -> builder.suppressRefusedFor(time))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("suppressRefusedFor is " + time + "; expected");
        }
    }

    /** A mailer in another language, or one that a test framework made, may return null. */
    @Test
    @SuppressWarnings("NullAway") // against the contract
    void aMailerThatReturnsNothingOrEndsInAnErrorIsTriedAgain() throws InterruptedException {
        start("mailto:tls@example.com");
        rig.mailer = mail -> null;
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).singleElement().asString().contains("the mailer returned null");
        rig.mailer = mail -> {
            throw new NoClassDefFoundError("a/b");
        };
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(5)));
        assertThat(rig.events).hasSize(2).last().asString().contains("NoClassDefFoundError");
        assertThat(isStored()).isTrue();
        rig.mailer = mail -> new MailResult.Accepted();
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(66)));
        assertThat(isStored()).isFalse();
    }

    @Test
    @Tag("RPT-3-15")
    void aRecordWithAFaultDropsTheData() throws InterruptedException {
        start(POST);
        rig.net.dns().remove("_smtp._tls." + DOMAIN).txt("_smtp._tls." + DOMAIN, "v=TLSRPTv1; rua=");
        rig.submitAt(NEXT_DAY);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(4)));
        assertThat(rig.events).last().asString().startsWith("dropped example.com  the TLSRPT record");
        assertThat(isStored()).isFalse();
    }

    /** A DNS time-out must not discard the data of the day. */
    @Test
    @Tag("RPT-3-15")
    void aFailedLookupKeepsTheData() throws InterruptedException {
        start(POST);
        rig.net.dns().servfail("_smtp._tls." + DOMAIN);
        rig.submitAt(NEXT_DAY);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(10)));
        assertThat(rig.events).hasSize(2).allMatch(event -> event.startsWith("failed example.com  "));
        rig.net.dns().heal("_smtp._tls." + DOMAIN);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(11)));
        assertThat(rig.events).last().isEqualTo("delivered example.com " + POST);
    }

    /** The window for look-ups begins with the first one, not with midnight: the server may have been down. */
    @Test
    @Tag("RPT-3-15")
    void aFirstLookupThatFailsAfterADaysDowntimeKeepsTheData() throws InterruptedException {
        start(POST);
        rig.net.dns().servfail("_smtp._tls." + DOMAIN);
        Instant late = NEXT_DAY.plus(Duration.ofDays(2));
        rig.submitAt(late);
        assertThat(rig.events).singleElement().asString().startsWith("failed example.com  ");
        rig.net.dns().heal("_smtp._tls." + DOMAIN);
        rig.submitAt(late.plus(Duration.ofMinutes(10)));
        assertThat(rig.events).last().isEqualTo("delivered example.com " + POST);
    }

    /** The same for attempts: one that was due while the server was down is made afterwards. */
    @Test
    @Tag("RPT-5.5-01")
    void anAttemptThatWasDueDuringADaysDowntimeIsMade() throws InterruptedException {
        PolicyHost endpoint = start(POST).status(503);
        rig.submitAt(NEXT_DAY);
        endpoint.reset().status(200);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(30)));
        assertThat(rig.events).last().isEqualTo("delivered example.com " + POST);
    }

    /** A longer wait than the time for attempts is shortened, so that a last attempt is made. */
    @ParameterizedTest
    @ValueSource(strings = {"90000", "99999999", "99999999999999999999", "Sun, 10 Mar 2024 05:00:00 GMT"})
    @Tag("RPT-5.5-01")
    void aRetryAfterBeyondTheWindowIsShortened(String wait) throws InterruptedException {
        PolicyHost endpoint = start(POST).status(503).header("Retry-After", wait);
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).containsExactly("failed example.com " + POST + " status 503");
        endpoint.reset().status(200);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(23)));
        assertThat(endpoint.requests()).hasSize(1);
        rig.submitAt(NEXT_DAY.plus(Duration.ofDays(1)));
        assertThat(rig.events).last().isEqualTo("delivered example.com " + POST);
    }

    /** The HTTP client would repeat the request at once. */
    @Test
    void aRetryAfterOfZeroRepeatsNothingAtOnce() throws InterruptedException {
        PolicyHost endpoint = start(POST).status(503).header("Retry-After", "0");
        rig.submitAt(NEXT_DAY);
        assertThat(endpoint.requests()).hasSize(1);
        assertThat(rig.events).containsExactly("failed example.com " + POST + " status 503");
    }

    /** A name that is no internationalised domain name: the HTTP client throws an exception for it. */
    @Test
    void aDestinationWithAMalformedALabelIsIgnored() throws InterruptedException {
        start("https://xn--0.example.net/in", POST);
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).containsExactly("delivered example.com " + POST);
    }

    /** A fault of this server's own resolvers is no attempt, however long it lasts (D34). */
    @Test
    void anAddressThatTheOwnResolversCannotLookUpIsNotHeldAgainstTheDestination() throws InterruptedException {
        AtomicReference<AddressAnswer> answer =
                new AtomicReference<>(new AddressAnswer.Failed("refused", LookupFault.RESOLVERS));
        PolicyHost endpoint = start(
                builder -> builder.dns(
                        name -> new TxtAnswer.Records(List.of("v=TLSRPTv1; rua=" + POST), Duration.ofHours(1)),
                        name -> Objects.requireNonNull(answer.get())),
                POST);
        for (int hour = 0; hour < 72; hour++) {
            rig.submitAt(NEXT_DAY.plus(Duration.ofHours(hour)));
        }
        assertThat(rig.events).allMatch(event -> event.startsWith("failed")).isNotEmpty();
        answer.set(rig.dns.addresses("r.example.net"));
        rig.submitAt(NEXT_DAY.plus(Duration.ofDays(3)));
        assertThat(rig.events).last().isEqualTo("delivered example.com " + POST);
        assertThat(endpoint.requests()).hasSize(1);
    }

    /** A failure on the domain's side is one. */
    @Test
    void anAddressWhoseLookupFailsOnTheDomainsSideIsAFailedAttempt() throws InterruptedException {
        start("https://broken.example.net/in");
        rig.net.dns().servfail("broken.example.net");
        for (int hour = 0; hour < 30; hour++) {
            rig.submitAt(NEXT_DAY.plus(Duration.ofHours(hour)));
        }
        assertThat(rig.events).last().asString().startsWith("dropped example.com https://broken.example.net/in all");
    }

    @Test
    void aLookupThatFailsForADayDropsTheReportWithOneLine() throws InterruptedException {
        start(POST);
        rig.net.dns().servfail("_smtp._tls." + DOMAIN);
        for (int hour = 0; hour < 30; hour++) {
            rig.submitAt(NEXT_DAY.plus(Duration.ofHours(hour)));
        }
        assertThat(rig.events).filteredOn(event -> event.startsWith("dropped")).hasSize(1);
        assertThat(isStored()).isFalse();
    }

    @Test
    void aDomainThatNoLongerAsksGetsNothing() throws InterruptedException {
        PolicyHost endpoint = start(POST);
        rig.net.dns().remove("_smtp._tls." + DOMAIN);
        rig.submitAt(NEXT_DAY);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(4)));
        assertThat(endpoint.requests()).isEmpty();
        assertThat(isStored()).isFalse();
    }

    @Test
    @Tag("RPT-7-02")
    void aDestinationElsewhereNeedsNoRecordOfItsOwn() throws InterruptedException {
        start("mailto:a@third.example");
        rig.net.dns().clearQueries();
        rig.submitAt(NEXT_DAY);
        assertThat(rig.mails).hasSize(1);
        assertThat(rig.net.dns().queries())
                .extracting(DnsServer.Query::name)
                .filteredOn(name -> !name.startsWith("tls._domainkey.")) // the check of our own key at the start
                .containsOnly("_smtp._tls." + DOMAIN);
    }

    @Test
    @Tag("RPT-7-03")
    void reportsToOneHostAreSpacedOut() throws InterruptedException {
        PolicyHost endpoint = start(builder -> builder.reportsPerMinute(10), POST);
        for (int i = 0; i < 34; i++) {
            String domain = "d" + i + ".example";
            rig.asksForReports(domain, POST);
            rig.reporting.onOutcome(outcome(domain, NOON, sts(domain)));
        }
        rig.flush();
        List<Integer> received = new ArrayList<>();
        for (int minute = 0; minute < 5; minute++) {
            rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(minute)));
            received.add(endpoint.requests().size());
        }
        assertThat(received).containsExactly(10, 20, 30, 35, 35);
    }

    /** One who has a wildcard in the DNS gives a victim's address any number of names. */
    @Test
    @Tag("RPT-7-03")
    void hostsOfOneRegistrableDomainShareTheLimit() throws InterruptedException {
        start(builder -> builder.reportsPerMinute(10), "mailto:a@h.attacker.example");
        for (int i = 0; i < 24; i++) {
            String domain = "d" + i + ".example";
            rig.asksForReports(domain, "mailto:a@h" + i + ".attacker.example");
            rig.reporting.onOutcome(outcome(domain, NOON, sts(domain)));
        }
        rig.flush();
        List<Integer> sent = new ArrayList<>();
        for (int minute = 0; minute < 4; minute++) {
            rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(minute)));
            sent.add(rig.mails.size());
        }
        assertThat(sent).containsExactly(10, 20, 25, 25);
    }

    @Test
    @Tag("RPT-4.1-02")
    void deliveryIsSpreadOverFourHoursAfterMidnight() {
        rig = new Rig(folder);
        PlanTimes times = PlanTimes.DEFAULT;
        long[] quarters = new long[4];
        Instant midnight = Instant.parse("2024-03-02T00:00:00Z");
        for (int i = 0; i < 1_000; i++) {
            ReportKey report = new ReportKey(LocalDate.of(2024, 3, 1), PolicyDomain.of("d" + i + ".example"));
            Instant planned = times.plannedAt(report);
            assertThat(planned).isAfter(midnight.plus(Duration.ofMinutes(10)));
            for (String destination : List.of("mailto:a@example.com", "https://r.example.net/")) {
                Instant sent = times.sentAt(report, destination, planned);
                assertThat(sent).isBetween(midnight.plusSeconds(1), midnight.plusSeconds(14_400));
                quarters[(int) (Duration.between(midnight, sent).toMinutes() / 60)]++;
            }
        }
        assertThat(Arrays.stream(quarters).skip(1)).allMatch(count -> count > 200);
        assertThat(times.sentAt(
                        new ReportKey(LocalDate.of(2024, 3, 1), PolicyDomain.of("d.example")),
                        "mailto:a@example.com",
                        NEXT_DAY))
                .isEqualTo(NEXT_DAY);
    }

    @Test
    @Tag("RPT-4.1-02")
    void nothingIsSentBeforeTheDayHasEnded() throws InterruptedException {
        PolicyHost endpoint = start(POST);
        rig.submitAt(Instant.parse("2024-03-01T23:59:59Z"));
        rig.submitAt(Instant.parse("2024-03-02T00:10:00Z"));
        assertThat(endpoint.requests()).isEmpty();
    }

    @Test
    @Tag("RPT-4.1-03")
    void aRestartMakesNoSecondReport() throws IOException, InterruptedException {
        PolicyHost endpoint = start(POST, "mailto:tls@example.com");
        rig.mailer = mail -> new MailResult.TryLater("later");
        rig.submitAt(NEXT_DAY);
        String id = rig.posted(endpoint).get("report-id").asText();
        rig.restart();
        rig.mailer = mail -> new MailResult.Accepted();
        rig.submitAt(NEXT_DAY.plus(Duration.ofMinutes(5)));
        rig.restart();
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(1)));
        assertThat(endpoint.requests()).hasSize(1);
        assertThat(rig.mails).hasSize(1);
        assertThat(new String(rig.mails.get(0).message(), StandardCharsets.US_ASCII))
                .contains("<" + id + ">");
    }

    @Test
    void daysWithSuccessesOnlyAreLeftOutWhereTheOperatorWantsThat() throws InterruptedException {
        PolicyHost endpoint = start(builder -> builder.reportDaysWithoutFailures(false), POST);
        rig.asksForReports("fine.example", POST);
        rig.reporting.onOutcome(outcome("fine.example", NOON, sts("fine.example")));
        rig.flush();
        rig.submitAt(NEXT_DAY);
        assertThat(endpoint.requests()).hasSize(1);
        assertThat(rig.events)
                .contains("delivered example.com " + POST)
                .anyMatch(event -> event.startsWith("dropped fine.example"));
    }

    @Test
    void whatTheOperatorSuppressesGetsNothing() throws InterruptedException {
        PolicyHost endpoint = start(builder -> builder.suppress(Set.of(POST)), POST, "mailto:tls@example.com");
        rig.submitAt(NEXT_DAY);
        assertThat(endpoint.requests()).isEmpty();
        assertThat(rig.mails).hasSize(1);
        assertThat(rig.events).contains("dropped example.com " + POST + " suppressed");
    }

    @Test
    void aDryRunWritesWhatWouldBeSent() throws InterruptedException {
        Path out = folder.resolve("dry");
        PolicyHost endpoint = start(builder -> builder.dryRun(out), POST, "mailto:tls@example.com");
        rig.submitAt(NEXT_DAY);
        assertThat(endpoint.requests()).isEmpty();
        assertThat(rig.mails).isEmpty();
        assertThat(out.toFile().list())
                .hasSize(2)
                .contains("sender.example!example.com!1709251200!1709337599.json")
                .anyMatch(name -> name.endsWith(".eml"));
        assertThat(isStored()).isFalse();
    }

    @Test
    void whatWouldBeSentCanBeWrittenAtAnyTime() throws IOException {
        start(POST, "mailto:tls@example.com");
        List<Path> written = rig.reporting.write(LocalDate.of(2024, 3, 1), folder.resolve("preview"));
        assertThat(written).hasSize(2).allSatisfy(file -> assertThat(file).isNotEmptyFile());
        assertThat(isStored()).isTrue();
    }

    /** An odd record of one domain must not stop the reports for the others. */
    @Test
    void anOddRecordStopsNobodyElse() throws InterruptedException {
        PolicyHost endpoint = start(POST);
        List<String> odd = List.of(
                "v=TLSRPTv1; rua=mailto:a@x.example; rua=mailto:a@x.example",
                "v=TLSRPTv1; rua=mailto:a@x.example\r\nBcc: everyone@x.example",
                "v=TLSRPTv1; rua=mailto:a@x.example, mailto:b@x.example",
                "v=TLSRPTv1; rua=mailto:a@x.example!10m",
                "v=TLSRPTv1; rua=gopher://x.example/,HTTPS://r.example.net/upper",
                "v=TLSRPTv1; rua=https://r.example.net/%zz",
                "v=TLSRPTv1;;;",
                "v=TLSRPTv1; rua=https://[::1]/,https://u:p@r.example.net/");
        for (int i = 0; i < odd.size(); i++) {
            rig.net.dns().txt("_smtp._tls.odd" + i + ".example", odd.get(i));
            rig.reporting.onOutcome(outcome("odd" + i + ".example", NOON, sts("odd" + i + ".example")));
        }
        rig.flush();
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events)
                .contains(
                        "delivered example.com " + POST,
                        "delivered odd0.example mailto:a@x.example",
                        "delivered odd2.example mailto:a@x.example",
                        "delivered odd2.example mailto:b@x.example",
                        "delivered odd4.example https://r.example.net/upper");
        assertThat(rig.mails)
                .hasSize(3)
                .allSatisfy(mail -> assertThat(mail.message()).asString().doesNotContain("Bcc"));
        assertThat(endpoint.requests()).hasSize(2);
    }

    /** The report was accepted, and the store fails before that is recorded: this process does not send it twice. */
    @Test
    void whatWasAcceptedIsNotSentTwiceWhileTheStoreFails() throws InterruptedException {
        FaultyReports faults = new FaultyReports();
        rig = Rig.over(folder, faults::over);
        rig.asksForReports(DOMAIN, POST);
        PolicyHost endpoint = rig.endpoint("r.example.net");
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN)));
        rig.flush();
        faults.fail("finish");
        rig.submitAt(NEXT_DAY);
        assertThat(endpoint.requests()).hasSize(1);
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(1))); // the lease has ended
        assertThat(endpoint.requests()).hasSize(1);
        faults.heal();
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(2)));
        assertThat(endpoint.requests()).hasSize(1);
        assertThat(isStored()).isFalse();
    }

    /** While the store fails, counts wait in memory, and a batch with an unknown outcome is not counted twice. */
    @Test
    void countsWaitWhileTheStoreFails() throws IOException {
        FaultyReports faults = new FaultyReports();
        rig = Rig.over(folder, faults::over);
        rig.asksForReports(DOMAIN, POST);
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN)));
        faults.fail("add");
        assertThat(rig.reporting.flush()).isFalse();
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN)));
        faults.failAfter("add");
        assertThat(rig.reporting.flush()).isFalse();
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN)));
        faults.heal();
        assertThat(rig.reporting.flush()).isTrue();
        assertThat(rig.report(DOMAIN)
                        .at("/policies/0/summary/total-successful-session-count")
                        .asInt())
                .isEqualTo(3);
    }

    @Test
    void submitsToAMailServer() throws InterruptedException {
        start("mailto:tls@example.com%2Cgone@example.com");
        MxServer server = rig.net.mxServer("mail.sender.example");
        SmtpReportMailer mailer = SmtpReportMailer.to(
                        server.address().getAddress().getHostAddress(), 25)
                .socketFactory(rig.net.sockets())
                .ehloName("reports.sender.example")
                .withoutTls()
                .build();
        List<MailResult> results = new ArrayList<>();
        List<ReportMail> sent = new ArrayList<>();
        rig.mailer = mail -> {
            sent.add(mail);
            results.add(mailer.send(mail));
            server.reset().rcptReply("550 5.1.1 no such user");
            results.add(mailer.send(mail));
            server.reset().dataReply("451 4.3.0 later");
            results.add(mailer.send(mail));
            server.unreachable();
            results.add(mailer.send(mail));
            return results.get(0);
        };
        rig.submitAt(NEXT_DAY);
        assertThat(results)
                .extracting(result -> result.getClass().getSimpleName())
                .containsExactly("Accepted", "Refused", "TryLater", "TryLater");
        // The reply of the server, and not the words of the mail library.
        assertThat(results.get(1)).isEqualTo(new MailResult.Refused("550 5.1.1 no such user", RefusedBy.RELAY));
        assertThat(results.get(2)).isEqualTo(new MailResult.TryLater("451 4.3.0 later"));
        assertThat(server.messages()).singleElement().satisfies(message -> {
            assertThat(message.from()).isEmpty();
            assertThat(message.recipients()).containsExactly("tls@example.com", "gone@example.com");
            assertThat(message.helo()).isEqualTo("reports.sender.example");
            assertThat(message.body()).isEqualTo(new String(sent.get(0).message(), StandardCharsets.US_ASCII));
        });
    }

    @Test
    void aStoreThatFailsIsAskedAgain() throws InterruptedException {
        FaultyReports faults = new FaultyReports();
        rig = Rig.over(folder, faults::over);
        rig.asksForReports(DOMAIN, POST);
        rig.endpoint("r.example.net");
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN, new Failure(ResultType.VALIDATION_FAILURE, "x"))));
        rig.flush();
        for (String call : List.of("takeUnplanned", "plan", "takeDue", "read", "isSuppressed")) {
            faults.fail(call);
            rig.submitAt(
                    rig.clock.instant().isBefore(NEXT_DAY)
                            ? NEXT_DAY
                            : rig.clock.instant().plus(Duration.ofMinutes(21)));
            faults.heal();
        }
        rig.submitAt(rig.clock.instant().plus(Duration.ofMinutes(21)));
        assertThat(rig.events).containsExactly("delivered example.com " + POST);
        assertThat(faults.thrown()).hasSizeGreaterThanOrEqualTo(5).allMatch(StoreException.class::isInstance);
    }

    /** Only completed reports make room in a full store. */
    @Test
    void aFullStoreIsFreedByTheReportsOfEarlierDays() throws InterruptedException {
        FaultyReports faults = new FaultyReports();
        rig = Rig.over(folder, faults::over);
        rig.asksForReports(DOMAIN, POST);
        rig.endpoint("r.example.net");
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN)));
        rig.flush();
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN)));
        faults.fill("add");
        assertThat(rig.reporting.flush()).isFalse();
        rig.submitAt(Instant.parse("2024-03-02T00:30:00Z"));
        assertThat(rig.events).as("an hour for counts that wait for room").isEmpty();
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).containsExactly("delivered " + DOMAIN + " " + POST);
        faults.heal();
        assertThat(rig.reporting.flush()).isTrue();
        rig.submitAt(NEXT_DAY.plus(Duration.ofHours(8)));
        assertThat(rig.events).as("the rest was late").hasSize(1);
    }

    @Test
    void aHostWhoseNameServersNeverAnswerMovesToTheSlowQueueAndExpires() throws InterruptedException {
        rig = new Rig(
                folder,
                builder -> builder.dns(
                        name -> new TxtAnswer.Records(List.of("v=TLSRPTv1; rua=" + POST), Duration.ofHours(1)),
                        name -> new AddressAnswer.Failed("timeout", LookupFault.RESOLVERS)));
        rig.reporting.onOutcome(outcome(DOMAIN, NOON, sts(DOMAIN)));
        rig.submitAt(NEXT_DAY);
        assertThat(rig.events).hasSize(1);
        rig.clock.set(NEXT_DAY.plus(Duration.ofMinutes(5)));
        assertThat(rig.store.takeDue(Lane.SLOW, 5, Duration.ZERO)).hasSize(1);
        Instant lastDay = NEXT_DAY.plus(Duration.ofDays(6));
        rig.submitAt(lastDay);
        rig.submitAt(lastDay.plus(Duration.ofMinutes(30)));
        assertThat(rig.events).as("an hour between attempts").hasSize(2);
        rig.submitAt(lastDay.plus(Duration.ofHours(18)));
        assertThat(rig.events).hasSize(3).allMatch(event -> event.startsWith("failed"));
        rig.submitAt(lastDay.plus(Duration.ofHours(20)));
        assertThat(rig.events).last().isEqualTo("dropped " + DOMAIN + " " + POST + " a week has passed since its day");
    }

    @Test
    void aHostThatAnotherNodeMovedIsMovedAgain() throws InterruptedException {
        rig = new Rig(folder);
        rig.asksForReports(DOMAIN, POST);
        rig.endpoint("r.example.net");
        for (int day = 0; day < 3; day++) {
            Duration later = Duration.ofDays(day);
            rig.clock.set(NOON.plus(later));
            rig.reporting.onOutcome(outcome(DOMAIN, NOON.plus(later), sts(DOMAIN)));
            rig.flush();
            if (day < 2) {
                rig.store.move("r.example.net", Lane.NEW);
                rig.submitAt(NEXT_DAY.plus(later));
            }
        }
        assertThat(rig.events).hasSize(2).allMatch(event -> event.startsWith("delivered"));
        rig.clock.set(NEXT_DAY.plus(Duration.ofDays(2)));
        assertThat(Unplanned.take(rig.store, 5, Duration.ofMinutes(20))).hasSize(1);
        ReportKey next = new ReportKey(LocalDate.of(2024, 3, 3), PolicyDomain.of(DOMAIN));
        rig.store.plan(next, Map.of(POST, rig.clock.instant()));
        assertThat(rig.store.takeDue(Lane.KNOWN, 5, Duration.ZERO)).hasSize(1);
    }
}
