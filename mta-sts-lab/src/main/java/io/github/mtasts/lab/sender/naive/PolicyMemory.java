package io.github.mtasts.lab.sender.naive;

import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.lab.sender.Dns;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** A policy cache: queries the TXT record, fetches new policies and stores them in a file (RFC 8461 sections 3 and 5.1). */
final class PolicyMemory {
    /** The capacity of the cache with the mistake of a small cache. */
    static final int FEW = 10;

    private static final Pattern RECORD = Pattern.compile("v=STSv1;[ \\t]*id=([A-Za-z0-9]{1,32})[ \\t]*;?");
    private static final Duration REFRESH = Duration.ofDays(1);
    private static final Duration FETCH_WINDOW = Duration.ofMinutes(5);
    private static final int FETCHES_IN_WINDOW = 3;

    private final Dns dns;
    private final PolicyFetch fetch;
    private final PolicyReader reader;
    private final Set<Flaw> flaws;
    private final Clock clock;
    private final Path file;
    private final Map<String, Entry> entries = new LinkedHashMap<>();
    private final Map<String, List<Instant>> fetches = new HashMap<>();

    /** A cached policy. */
    private record Entry(String id, Instant fetchedAt, String text, Policy policy) {
        boolean isOver(Instant now) {
            return !now.isBefore(fetchedAt.plusSeconds(policy.maxAgeSeconds()));
        }
    }

    PolicyMemory(Dns dns, PolicyFetch fetch, Set<Flaw> flaws, Clock clock, Path file) {
        this.dns = dns;
        this.fetch = fetch;
        this.reader = new PolicyReader(flaws);
        this.flaws = flaws;
        this.clock = clock;
        this.file = file;
        if (Files.exists(file) && !flaws.contains(Flaw.FORGETS_ON_RESTART)) {
            load();
        }
    }

    /** The policy in force, after a query of the record. */
    @Nullable
    Policy find(String domain) throws GeneralSecurityException {
        Policy known = known(domain);
        if (known != null && flaws.contains(Flaw.IGNORES_NEW_IDS)) {
            return known;
        }
        Dns.Answer<List<String>> answer = dns.txt("_mta-sts." + domain);
        if (answer.failed()) {
            return flaws.contains(Flaw.FAILURE_IS_ABSENCE) ? forgotten(domain) : known;
        }
        String id = id(answer.found());
        if (id == null) {
            return flaws.contains(Flaw.NEEDS_THE_RECORD) ? forgotten(domain) : known;
        }
        Entry entry = entries.get(key(domain));
        if (known != null && entry != null && entry.id().equals(id)) {
            if (flaws.contains(Flaw.ID_RENEWS)) {
                keep(domain, new Entry(id, clock.instant(), entry.text(), entry.policy()));
            }
            return known;
        }
        if (flaws.contains(Flaw.EVICTS_ON_NEW_ID)) {
            forgotten(domain);
        }
        if (mayFetch(domain)) {
            var unused = fetch(domain, id);
        }
        return known(domain);
    }

    /** The cached policy in force, without a query. */
    @Nullable
    Policy known(String domain) {
        Entry entry = entries.get(key(domain));
        boolean over = entry != null && entry.isOver(clock.instant()) && !flaws.contains(Flaw.SERVES_EXPIRED);
        return entry == null || over ? null : entry.policy();
    }

    /** Fetches policies that are a day old (RFC 8461 section 3.3). */
    void refresh() throws GeneralSecurityException {
        if (flaws.contains(Flaw.NEVER_REFRESHES)) {
            return;
        }
        for (String domain : List.copyOf(entries.keySet())) {
            Entry entry = entries.get(domain);
            if (entry == null || clock.instant().isBefore(entry.fetchedAt().plus(REFRESH))) {
                continue;
            }
            String id = id(dns.txt("_mta-sts." + domain).found());
            if (!fetch(domain, id == null ? entry.id() : id) && flaws.contains(Flaw.NEEDS_REFRESH)) {
                forgotten(domain);
            }
        }
    }

    private @Nullable String id(List<List<String>> records) {
        String glue = flaws.contains(Flaw.JOINS_WITH_SPACES) ? " " : "";
        List<String> texts = new ArrayList<>(
                records.stream().map(strings -> String.join(glue, strings)).toList());
        if (flaws.contains(Flaw.READS_FIRST_TXT)) {
            texts = texts.subList(0, Math.min(1, texts.size()));
        } else if (texts.size() > 1) {
            texts.removeIf(text -> !text.startsWith("v=STSv1;"));
        }
        Matcher record = RECORD.matcher(texts.size() == 1 ? texts.get(0) : "");
        return record.matches() ? record.group(1) : null;
    }

    /** At most three fetches in five minutes, whatever the ids. */
    private boolean mayFetch(String domain) {
        List<Instant> times = fetches.computeIfAbsent(key(domain), name -> new ArrayList<>());
        Instant now = clock.instant();
        times.removeIf(time -> time.isBefore(now.minus(FETCH_WINDOW)));
        boolean may = times.size() < FETCHES_IN_WINDOW || flaws.contains(Flaw.NO_FETCH_LIMIT);
        if (may) {
            times.add(now);
        }
        return may;
    }

    private boolean fetch(String domain, String id) throws GeneralSecurityException {
        String text = fetch.fetch(domain);
        Policy policy = text == null ? null : reader.read(text);
        if (text == null || policy == null) {
            return false;
        }
        keep(domain, new Entry(id, clock.instant(), text, policy));
        return true;
    }

    private @Nullable Policy forgotten(String domain) {
        entries.remove(key(domain));
        return null;
    }

    private String key(String domain) {
        return flaws.contains(Flaw.CASE_SENSITIVE) ? domain : domain.toLowerCase(Locale.ROOT);
    }

    private void keep(String domain, Entry entry) {
        entries.put(key(domain), entry);
        if (flaws.contains(Flaw.FORGETS_WHEN_FULL) && entries.size() > FEW) {
            entries.remove(entries.keySet().iterator().next());
        }
        save();
    }

    private void save() {
        try {
            Files.write(
                    file,
                    entries.entrySet().stream()
                            .map(one -> String.join(
                                    " ",
                                    one.getKey(),
                                    one.getValue().id(),
                                    one.getValue().fetchedAt().toString(),
                                    Base64.getEncoder()
                                            .encodeToString(
                                                    one.getValue().text().getBytes(StandardCharsets.UTF_8))))
                            .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void load() {
        try {
            for (String line : Files.readAllLines(file)) {
                String[] parts = line.split(" ", -1);
                String text = new String(Base64.getDecoder().decode(parts[3]), StandardCharsets.UTF_8);
                Policy policy = reader.read(text);
                if (policy != null) {
                    entries.put(parts[0], new Entry(parts[1], Instant.parse(parts[2]), text, policy));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
