package io.github.mtasts.testkit.internal.dnssec;

import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.xbill.DNS.DClass;
import org.xbill.DNS.NSEC3PARAMRecord;
import org.xbill.DNS.NSEC3Record;
import org.xbill.DNS.Name;
import org.xbill.DNS.NameTooLongException;
import org.xbill.DNS.Record;
import org.xbill.DNS.TextParseException;
import org.xbill.DNS.Type;
import org.xbill.DNS.utils.base32;

/** Proofs with NSEC3 (RFC 5155 section 7.2). */
final class Nsec3Denial implements Denial {
    private static final base32 BASE32HEX = new base32(base32.Alphabet.BASE32HEX, false, true);

    private final int iterations;
    private final byte[] salt;
    private final boolean optOut;

    Nsec3Denial(int iterations, byte[] salt, boolean optOut) {
        this.iterations = iterations;
        this.salt = salt.clone();
        this.optOut = optOut;
    }

    @Override
    public List<Record> noData(ZoneContents contents, Name name, long ttl) {
        Chain chain = new Chain(contents, ttl);
        if (chain.matches(name)) {
            return List.of(chain.record(name));
        }
        // Only an insecure cut that opt-out leaves out (RFC 5155 section 7.2.4).
        return chain.closest(name);
    }

    @Override
    public List<Record> noName(ZoneContents contents, Name name, long ttl) {
        Chain chain = new Chain(contents, ttl);
        Map<Name, Record> all = new LinkedHashMap<>();
        chain.closest(name).forEach(one -> all.put(one.getName(), one));
        Record wildcard = chain.record(NsecDenial.wildcardAt(chain.encloser(name)));
        all.put(wildcard.getName(), wildcard);
        return List.copyOf(all.values());
    }

    @Override
    public List<Record> expanded(ZoneContents contents, Name name, long ttl) {
        return List.of(new Chain(contents, ttl).record(contents.nextCloser(name)));
    }

    @Override
    public List<Record> noDataExpanded(ZoneContents contents, Name name, Name wildcard, long ttl) {
        Chain chain = new Chain(contents, ttl);
        Map<Name, Record> all = new LinkedHashMap<>();
        chain.closest(name).forEach(one -> all.put(one.getName(), one));
        Record match = chain.record(wildcard);
        all.put(match.getName(), match);
        return List.copyOf(all.values());
    }

    @Override
    public List<Record> parameters(Name apex) {
        return List.of(new NSEC3PARAMRecord(apex, DClass.IN, 0, NSEC3Record.Digest.SHA1, 0, iterations, salt));
    }

    /** The hashed names of a zone in order. */
    private final class Chain {
        private final ZoneContents contents;
        private final long ttl;
        private final NavigableMap<String, Name> hashes = new TreeMap<>();
        private final NSEC3Record hasher = new NSEC3Record(
                Name.root, DClass.IN, 0, NSEC3Record.Digest.SHA1, 0, iterations, salt, new byte[20], new int[0]);

        Chain(ZoneContents contents, long ttl) {
            this.contents = contents;
            this.ttl = ttl;
            for (Name name : contents.names().keySet()) {
                if (!optOut || !contents.isInsecureCut(name)) {
                    hashes.put(hash(name), name);
                }
            }
        }

        private String hash(Name name) {
            try {
                return BASE32HEX.toString(hasher.hashName(name));
            } catch (NoSuchAlgorithmException e) {
                throw new IllegalStateException("no SHA-1 in this Java", e);
            }
        }

        boolean matches(Name name) {
            return hashes.containsKey(hash(name));
        }

        /** The longest ancestor that has an NSEC3 record. */
        Name encloser(Name name) {
            Name at = new Name(name, 1);
            while (!matches(at)) {
                at = new Name(at, 1);
            }
            return at;
        }

        /** The records that match the closest encloser and cover the next closer name. */
        List<Record> closest(Name name) {
            Name encloser = encloser(name);
            int surplus = name.labels() - encloser.labels() - 1;
            Record match = record(encloser);
            Record cover = record(surplus == 0 ? name : new Name(name, surplus));
            return cover.getName().equals(match.getName()) ? List.of(match) : List.of(match, cover);
        }

        /** The NSEC3 record that matches a name or covers it. */
        Record record(Name name) {
            String wanted = hash(name);
            Map.Entry<String, Name> at = hashes.floorEntry(wanted);
            if (at == null) {
                at = hashes.lastEntry();
            }
            String next = hashes.higherKey(at.getKey());
            Set<Integer> types = new TreeSet<>(contents.types(at.getValue()));
            if (!types.isEmpty() && !contents.isInsecureCut(at.getValue())) {
                types.add(Type.RRSIG);
            }
            return new NSEC3Record(
                    owner(at.getKey()),
                    DClass.IN,
                    ttl,
                    NSEC3Record.Digest.SHA1,
                    optOut ? NSEC3Record.Flags.OPT_OUT : 0,
                    iterations,
                    salt,
                    BASE32HEX.fromString(next == null ? hashes.firstKey() : next),
                    types.stream().mapToInt(Integer::intValue).toArray());
        }

        private Name owner(String hash) {
            try {
                return Name.concatenate(Name.fromString(hash), contents.zone().apex());
            } catch (TextParseException | NameTooLongException e) {
                throw new IllegalStateException("no NSEC3 name for " + Arrays.toString(salt) + " " + hash, e);
            }
        }
    }
}
