package io.github.mtasts.dns;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.jspecify.annotations.Nullable;
import org.xbill.DNS.DNSKEYRecord;
import org.xbill.DNS.DSRecord;
import org.xbill.DNS.EDNSOption;
import org.xbill.DNS.ExtendedErrorCodeOption;
import org.xbill.DNS.ExtendedFlags;
import org.xbill.DNS.Flags;
import org.xbill.DNS.Master;
import org.xbill.DNS.Message;
import org.xbill.DNS.Name;
import org.xbill.DNS.OPTRecord;
import org.xbill.DNS.Rcode;
import org.xbill.DNS.Record;
import org.xbill.DNS.Section;
import org.xbill.DNS.dnssec.ValidatingResolver;

/**
 * Judges answers by their signatures, with dnsjava's validator.
 *
 * <p>Comes in: a question. Goes out: the answer, secure or insecure; a bogus answer is a failure. Thread-safe.
 */
final class ValidatingJudge implements Judge {
    private static final int EDNS_PAYLOAD = 1232;
    private static final int MAX_KEYS_KEPT = 10_000;
    /** RFC 9276 section 3.2: more iterations make an answer insecure. */
    private static final int MAX_NSEC3_ITERATIONS = 150;

    private static final int[] NSEC3_KEY_SIZES = {1024, 2048, 4096};

    private final ValidatingResolver validator;
    private final Executor validation;
    private final Clock clock;

    ValidatingJudge(ValidationHead head, List<String> trustAnchors, Executor validation, Clock clock) {
        this.validator = new ValidatingResolver(head, clock);
        this.validation = validation;
        this.clock = clock;
        try {
            validator.init(settings());
            validator.setAddReasonToAdditional(false);
            for (String anchor : trustAnchors) {
                requireAnchor(anchor);
            }
            validator.loadTrustAnchors(lines(String.join("\n", trustAnchors)));
        } catch (IOException e) {
            throw new IllegalStateException("the trust anchors, which are valid, could not be loaded", e);
        }
    }

    /** The validator passes over other records without a word, and everything below them would be insecure. */
    private static void requireAnchor(String text) {
        try (Master line = new Master(lines(text), Name.root, 0)) {
            line.disableIncludes();
            line.expandGenerate(false);
            Record anchor = line.nextRecord();
            if ((anchor instanceof DSRecord || anchor instanceof DNSKEYRecord) && line.nextRecord() == null) {
                return;
            }
        } catch (IOException e) {
            throw notAnAnchor(text, e);
        }
        throw notAnAnchor(text, null);
    }

    private static ByteArrayInputStream lines(String text) {
        return new ByteArrayInputStream((text + "\n").getBytes(StandardCharsets.UTF_8));
    }

    private static IllegalArgumentException notAnAnchor(String text, @Nullable IOException cause) {
        return new IllegalArgumentException(
                "DnssecResolver.trustAnchors got \"" + text.strip() + "\": expected one DS or DNSKEY record, such as"
                        + " \". IN DS 20326 8 2 E06D...\"",
                cause);
    }

    private static Properties settings() {
        Properties settings = new Properties();
        settings.setProperty("dnsjava.dnssec.keycache.max_size", Integer.toString(MAX_KEYS_KEPT));
        for (int size : NSEC3_KEY_SIZES) {
            settings.setProperty("dnsjava.dnssec.nsec3.iterations." + size, Integer.toString(MAX_NSEC3_ITERATIONS));
        }
        return settings;
    }

    @Override
    public CompletableFuture<Judged> ask(Question question) {
        Message query = Message.newQuery(question.record());
        query.addRecord(new OPTRecord(EDNS_PAYLOAD, 0, 0, ExtendedFlags.DO), Section.ADDITIONAL);
        return validator
                .sendAsync(query, validation)
                .toCompletableFuture()
                .thenComposeAsync(answer -> judged(question, answer), validation);
    }

    private CompletableFuture<Judged> judged(Question question, Message answer) {
        int code = answer.getRcode();
        if (code != Rcode.NOERROR && code != Rcode.NXDOMAIN) {
            return CompletableFuture.failedFuture(
                    LookupFailedException.bogus("the answer about " + question + " is bogus: " + reason(answer)));
        }
        boolean secure = answer.getHeader().getFlag(Flags.AD);
        return CompletableFuture.completedFuture(new Judged(answer, secure, SecureReplies.signedFor(answer, clock)));
    }

    /** The extended error code (RFC 8914), as a name that does not change with the language of the system. */
    private static String reason(Message answer) {
        OPTRecord opt = answer.getOPT();
        if (opt != null) {
            for (EDNSOption option : opt.getOptions(EDNSOption.Code.EDNS_EXTENDED_ERROR)) {
                if (option instanceof ExtendedErrorCodeOption error) {
                    return ExtendedErrorCodeOption.text(error.getErrorCode());
                }
            }
        }
        return Rcode.string(answer.getRcode());
    }
}
