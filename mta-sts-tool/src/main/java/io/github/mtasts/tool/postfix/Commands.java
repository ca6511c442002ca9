package io.github.mtasts.tool.postfix;

import io.github.mtasts.cache.DurablePolicyCache;
import io.github.mtasts.cache.store.StoredPolicy;
import io.github.mtasts.failure.StoreException;
import io.github.mtasts.name.PolicyDomain;
import io.github.mtasts.policy.StsPolicy;
import io.github.mtasts.resolution.CachedPolicy;
import io.github.mtasts.resolution.PolicyResolution;
import io.github.mtasts.resolution.RefreshResult;
import io.github.mtasts.tool.json.JsonObject;
import io.github.mtasts.tool.run.ExitStatus;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Does what an operator asks at the control socket. Comes in: one line. Goes out: objects for JSON, and an exit status. Blocks as long
 * as a look-up takes. Thread-safe.
 */
final class Commands {
    private static final int PAGE = 500;

    private final Policies policies;
    private final DurablePolicyCache cache;
    private final Supplier<List<String>> faults;
    private final PostfixTable oldPostfix = new PostfixTable(false, false);
    private final PostfixTable newPostfix;
    private final Service.Reload reload;

    Commands(
            Policies policies,
            DurablePolicyCache cache,
            Supplier<List<String>> faults,
            boolean saysMay,
            Service.Reload reload) {
        this.policies = policies;
        this.cache = cache;
        this.faults = faults;
        this.newPostfix = new PostfixTable(true, saysMay);
        this.reload = reload;
    }

    /**
     * Does what a line asks for.
     *
     * @param line the command, and a domain where it needs one
     * @param out receives an object for each line of output
     * @return one of {@link ExitStatus}
     */
    int run(String line, Consumer<Map<String, @Nullable Object>> out) {
        String[] words = line.strip().split(" +", 2); // the rest is no domain if it has spaces
        String argument = words.length > 1 ? words[1] : "";
        try {
            return switch (words[0]) {
                case "dump" -> dump(out);
                case "check" -> argument.isEmpty() ? health(out) : withDomain(argument, out, this::check);
                case "query" -> withDomain(argument, out, this::query);
                case "refresh" -> withDomain(argument, out, this::refresh);
                case "remove" -> withDomain(argument, out, this::remove);
                case "reload" -> reload(out);
                default ->
                    error(
                            out,
                            ExitStatus.WRONG_ARGUMENTS,
                            "this service knows query, dump, remove, refresh, check and" + " reload");
            };
        } catch (StoreException e) {
            return error(out, ExitStatus.BROKEN, String.valueOf(e.getMessage()));
        }
    }

    /** What is done with one domain. */
    private interface Action {
        int on(PolicyDomain domain, Consumer<Map<String, @Nullable Object>> out);
    }

    private static int withDomain(String name, Consumer<Map<String, @Nullable Object>> out, Action action) {
        PolicyDomain domain = PolicyDomain.parse(name).orElse(null);
        return domain == null
                ? error(out, ExitStatus.WRONG_ARGUMENTS, "\"" + name + "\" is no domain name")
                : action.on(domain, out);
    }

    private static int error(Consumer<Map<String, @Nullable Object>> out, int status, String sentence) {
        out.accept(new JsonObject().with("error", sentence).members());
        return status;
    }

    /** The answers that Postfix would get at this moment. */
    private int query(PolicyDomain domain, Consumer<Map<String, @Nullable Object>> out) {
        Stance stance = policies.stance(domain).join();
        JsonObject object = new JsonObject()
                .with("domain", domain)
                .with("postfix", oldPostfix.reply(domain, stance).text().strip())
                .with("postfix-tlsrpt", newPostfix.reply(domain, stance).text().strip());
        CachedPolicy cached = cache.get(domain);
        if (cached != null) {
            with(object, cached);
        }
        out.accept(object.members());
        return stance instanceof Stance.Wait ? ExitStatus.UNKNOWN : ExitStatus.GOOD;
    }

    private static void with(JsonObject object, CachedPolicy cached) {
        StsPolicy policy = cached.policy();
        object.with("mode", policy.mode().token())
                .with("mx", policy.mxPatterns())
                .with("id", cached.id())
                .with("fetched", cached.fetchedAt())
                .with("expires", cached.expiresAt())
                .withIfKnown("refresh-failure", cached.refreshFailure());
    }

    /** Asks the DNS now, and fetches a newer policy. */
    private int check(PolicyDomain domain, Consumer<Map<String, @Nullable Object>> out) {
        PolicyResolution result =
                policies.with(library -> library.mtaSts().check(domain)).join();
        out.accept(new JsonObject()
                .with("domain", domain)
                .with("result", result.toString())
                .members());
        return isKnown(result) ? ExitStatus.GOOD : ExitStatus.UNKNOWN;
    }

    /**
     * Whether it is known which policy the domain has now. A cached policy beside look-ups that this system could not make counts
     * as known: the library does not tell such a fault from none.
     */
    private static boolean isKnown(PolicyResolution result) {
        if (result instanceof PolicyResolution.InForce inForce) {
            return inForce.refreshFailure() == null;
        }
        return result instanceof PolicyResolution.NoPolicy none
                && none.reason() != PolicyResolution.Reason.DNS_FAILURE
                && none.reason() != PolicyResolution.Reason.FETCH_FAILED
                && none.reason() != PolicyResolution.Reason.NOT_YET_KNOWN;
    }

    /** Fetches the policy again, changed or not. */
    private int refresh(PolicyDomain domain, Consumer<Map<String, @Nullable Object>> out) {
        RefreshResult result =
                policies.with(library -> library.mtaSts().refresh(domain)).join();
        out.accept(new JsonObject()
                .with("domain", domain)
                .with("result", result.toString())
                .members());
        return result instanceof RefreshResult.Renewed ? ExitStatus.GOOD : ExitStatus.UNKNOWN;
    }

    private int remove(PolicyDomain domain, Consumer<Map<String, @Nullable Object>> out) {
        boolean wasThere = cache.remove(domain, "by the control socket");
        out.accept(new JsonObject()
                .with("domain", domain)
                .with(
                        "result",
                        wasThere
                                ? "removed; the domain is unprotected until its policy is fetched"
                                : "no policy was kept")
                .members());
        return wasThere ? ExitStatus.GOOD : ExitStatus.PROBLEM;
    }

    private int dump(Consumer<Map<String, @Nullable Object>> out) {
        cache.flush();
        PolicyDomain after = null;
        List<StoredPolicy> page;
        do {
            page = cache.list(after, PAGE);
            for (StoredPolicy row : page) {
                after = row.domain();
                out.accept(object(row));
            }
        } while (page.size() == PAGE);
        return ExitStatus.GOOD;
    }

    private static Map<String, @Nullable Object> object(StoredPolicy row) {
        JsonObject object = new JsonObject().with("domain", row.domain());
        try {
            CachedPolicy cached = row.parse();
            if (cached != null) {
                with(object, cached);
            }
        } catch (IllegalStateException e) {
            object.with("error", e.getMessage());
        }
        return object.members();
    }

    private int health(Consumer<Map<String, @Nullable Object>> out) {
        List<String> wrong = faults.get();
        out.accept(new JsonObject()
                .with("healthy", wrong.isEmpty())
                .with("faults", wrong)
                .members());
        return wrong.isEmpty() ? ExitStatus.GOOD : ExitStatus.PROBLEM;
    }

    private int reload(Consumer<Map<String, @Nullable Object>> out) {
        try {
            reload.run()
                    .forEach(each ->
                            out.accept(new JsonObject().with("result", each).members()));
            return ExitStatus.GOOD;
        } catch (ConfigException e) {
            e.faults().forEach(each -> error(out, ExitStatus.WRONG_ARGUMENTS, each));
            return ExitStatus.WRONG_ARGUMENTS;
        } catch (IOException e) {
            return error(out, ExitStatus.BROKEN, String.valueOf(e.getMessage()));
        }
    }
}
