package io.github.mtasts.lab.sender.naive;

import io.github.mtasts.lab.catalogue.Flaw;
import io.github.mtasts.testkit.TestNetwork;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.CNAMERecord;
import org.xbill.DNS.DClass;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Resolver;
import org.xbill.DNS.Section;
import org.xbill.DNS.SimpleResolver;
import org.xbill.DNS.dnssec.ValidatingResolver;

/** Queries the lab's DNS server and validates its signatures, without the library. */
final class SignedDns {
    /**
     * An answer.
     *
     * @param found the records of the type that was asked for
     * @param expanded the name that they belong to
     * @param secure whether it is signed
     * @param failed whether the query failed, or the answer is bogus
     */
    record Answer(List<Record> found, Name expanded, boolean secure, boolean failed) {}

    private final Resolver resolver;
    private final Set<Flaw> flaws;

    private SignedDns(Resolver resolver, Set<Flaw> flaws) {
        this.resolver = resolver;
        this.flaws = flaws;
    }

    /** Null where nothing is signed, or the sender does no DANE. */
    static @Nullable SignedDns of(TestNetwork net, Set<Flaw> flaws) {
        List<String> anchors = net.dns().dnssec().trustAnchors();
        if (anchors.isEmpty() || flaws.contains(Flaw.IGNORES_TLSA)) {
            return null;
        }
        SimpleResolver plain = new SimpleResolver(net.dns().address());
        plain.setTimeout(Duration.ofSeconds(2));
        if (flaws.contains(Flaw.VALIDATES_NOTHING) || flaws.contains(Flaw.BELIEVES_AD)) {
            return new SignedDns(plain, flaws);
        }
        ValidatingResolver validator = new ValidatingResolver(plain, net.clock());
        try {
            String text = String.join("\n", anchors) + "\n";
            validator.loadTrustAnchors(new ByteArrayInputStream(text.getBytes(StandardCharsets.US_ASCII)));
        } catch (IOException e) {
            throw new IllegalStateException("the trust anchor of the lab's DNS is a DS record", e);
        }
        return new SignedDns(validator, flaws);
    }

    Answer ask(String text, int type) {
        try {
            Name name = Name.fromString(text, Name.root);
            Message query = Message.newQuery(Record.newRecord(name, type, DClass.IN));
            query.getHeader().setFlag(Flags.AD);
            Message answer = resolver.send(query);
            int code = answer.getRcode();
            boolean secure =
                    flaws.contains(Flaw.VALIDATES_NOTHING) || answer.getHeader().getFlag(Flags.AD);
            Name expanded = name;
            for (Record record : answer.getSection(Section.ANSWER)) {
                if (record instanceof CNAMERecord alias && alias.getName().equals(expanded)) {
                    expanded = alias.getTarget();
                }
            }
            List<Record> found = answer.getSection(Section.ANSWER).stream()
                    .filter(record -> record.getType() == type)
                    .toList();
            return new Answer(found, expanded, secure, code != Rcode.NOERROR && code != Rcode.NXDOMAIN);
        } catch (IOException e) {
            return new Answer(List.of(), Name.root, false, true);
        }
    }
}
