package io.github.mtasts.testkit;

import io.github.mtasts.testkit.internal.RecordSet;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * The answers of a DNS server for one name. At first there is no record, and every type is NODATA. A method that sets
 * records ends a fault that was set for their type or for all types. Thread-safe.
 */
public final class DnsAnswers {
    private static final int MAX_CHUNK = 255;

    private final RecordSet records = new RecordSet();

    DnsAnswers() {}

    RecordSet records() {
        return records;
    }

    /**
     * Sets the TXT records, each as one record that is cut into character-strings after every 255 octets.
     *
     * @param texts the text of each record, sent as UTF-8
     * @return this
     */
    public DnsAnswers txt(String... texts) {
        return txtBytes(Arrays.stream(texts)
                .map(text -> text.getBytes(StandardCharsets.UTF_8))
                .toArray(byte[][]::new));
    }

    /**
     * Sets one TXT record of several character-strings.
     *
     * @param chunks the character-strings, each of at most 255 octets of UTF-8
     * @return this
     */
    public DnsAnswers txtChunks(String... chunks) {
        List<byte[]> bytes = new ArrayList<>();
        Arrays.stream(chunks)
                .map(chunk -> chunk.getBytes(StandardCharsets.UTF_8))
                .forEach(bytes::add);
        records.txt(List.of(bytes));
        return this;
    }

    /**
     * Sets the TXT records from octets that need not be text.
     *
     * @param texts the octets of each record, cut into character-strings after every 255
     * @return this
     */
    public DnsAnswers txtBytes(byte[]... texts) {
        List<List<byte[]>> all = new ArrayList<>();
        for (byte[] text : texts) {
            List<byte[]> chunks = new ArrayList<>();
            for (int from = 0; from == 0 || from < text.length; from += MAX_CHUNK) {
                chunks.add(Arrays.copyOfRange(text, from, Math.min(text.length, from + MAX_CHUNK)));
            }
            all.add(chunks);
        }
        records.txt(all);
        return this;
    }

    /**
     * Sets the A records.
     *
     * @param ips IPv4 addresses
     * @return this
     */
    public DnsAnswers a(String... ips) {
        records.a(List.of(ips));
        return this;
    }

    /**
     * Sets the AAAA records.
     *
     * @param ips IPv6 addresses
     * @return this
     */
    public DnsAnswers aaaa(String... ips) {
        records.aaaa(List.of(ips));
        return this;
    }

    /**
     * Adds an MX record.
     *
     * @param preference its preference
     * @param host its host
     * @return this
     */
    public DnsAnswers mx(int preference, String host) {
        records.addMx(preference, host);
        return this;
    }

    /**
     * Replaces the MX records by a null MX: the domain accepts no mail (RFC 7505).
     *
     * @return this
     */
    public DnsAnswers nullMx() {
        records.noData("MX");
        records.addMx(0, ".");
        return this;
    }

    /**
     * Adds a TLSA record (RFC 6698 section 2.1).
     *
     * @param usage the certificate usage
     * @param selector the selector
     * @param matchingType the matching type
     * @param data the certificate association data
     * @return this
     */
    public DnsAnswers tlsa(int usage, int selector, int matchingType, byte[] data) {
        records.addTlsa(usage, selector, matchingType, data);
        return this;
    }

    /**
     * Makes each name below this name an alias (RFC 6672).
     *
     * @param target the domain under which the aliases' targets are
     * @return this
     */
    public DnsAnswers dname(String target) {
        records.dname(target);
        return this;
    }

    /**
     * Makes the name an alias. Records that are set beside it take precedence for their type, which real zones do not
     * allow.
     *
     * @param target the target of the alias
     * @return this
     */
    public DnsAnswers cname(String target) {
        records.cname(target);
        return this;
    }

    /**
     * Sets the TTL of all records of the name.
     *
     * @param seconds the TTL
     * @return this
     */
    public DnsAnswers ttl(long seconds) {
        records.ttl(seconds);
        return this;
    }

    /**
     * Answers that the name does not exist.
     *
     * @return this
     */
    public DnsAnswers nxDomain() {
        records.fault("ANY", RecordSet.Fault.NXDOMAIN);
        return this;
    }

    /**
     * Removes all records and faults, so that the name exists without records.
     *
     * @return this
     */
    public DnsAnswers noData() {
        records.clear();
        return this;
    }

    /**
     * Removes the records and the fault of one type.
     *
     * @param type such as {@code TXT}
     * @return this
     */
    public DnsAnswers noData(String type) {
        records.noData(type);
        return this;
    }

    /**
     * Answers SERVFAIL.
     *
     * @return this
     */
    public DnsAnswers servfail() {
        return servfail("ANY");
    }

    /**
     * Answers SERVFAIL for one type.
     *
     * @param type such as {@code TXT}
     * @return this
     */
    public DnsAnswers servfail(String type) {
        records.fault(type, RecordSet.Fault.SERVFAIL);
        return this;
    }

    /**
     * Answers REFUSED.
     *
     * @return this
     */
    public DnsAnswers refused() {
        return refused("ANY");
    }

    /**
     * Answers REFUSED for one type.
     *
     * @param type such as {@code TXT}
     * @return this
     */
    public DnsAnswers refused(String type) {
        records.fault(type, RecordSet.Fault.REFUSED);
        return this;
    }

    /**
     * Sends no answer.
     *
     * @return this
     */
    public DnsAnswers silent() {
        return silent("ANY");
    }

    /**
     * Sends no answer for one type.
     *
     * @param type such as {@code TXT}
     * @return this
     */
    public DnsAnswers silent(String type) {
        records.fault(type, RecordSet.Fault.SILENT);
        return this;
    }

    /**
     * Answers over UDP with TC set and without records, and in full over TCP, until {@link #heal()}.
     *
     * @return this
     */
    public DnsAnswers truncated() {
        records.truncation(RecordSet.Truncation.UDP);
        return this;
    }

    /**
     * Answers over UDP and, against the rules, over TCP with TC set and without records, until {@link #heal()}.
     *
     * @return this
     */
    public DnsAnswers truncatedEverywhere() {
        records.truncation(RecordSet.Truncation.EVERYWHERE);
        return this;
    }

    /**
     * Delays answers until {@link #heal()}.
     *
     * @param time the delay
     * @return this
     */
    public DnsAnswers delay(Duration time) {
        records.delay(time);
        return this;
    }

    /**
     * Ends every fault, truncation and delay; records stay.
     *
     * @return this
     */
    public DnsAnswers heal() {
        records.heal();
        return this;
    }
}
