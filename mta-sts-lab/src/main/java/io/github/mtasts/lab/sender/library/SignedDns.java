package io.github.mtasts.lab.sender.library;

import io.github.mtasts.dns.AddressAnswer;
import io.github.mtasts.dns.AddressResolver;
import io.github.mtasts.dns.DnssecResolver;
import io.github.mtasts.dns.MxAnswer;
import io.github.mtasts.dns.MxResolver;
import io.github.mtasts.dns.RecordType;
import io.github.mtasts.dns.SecureAnswer;
import io.github.mtasts.dns.SecureResolver;
import java.util.function.Supplier;

/**
 * The resolver of a sender that does DANE. A resolver keeps failures for some seconds of a clock that the lab does not move, so that
 * it is replaced when time passes in the lab. For one thread at a time.
 */
final class SignedDns implements SecureResolver, MxResolver, AddressResolver, AutoCloseable {
    private final Supplier<DnssecResolver> maker;
    private volatile DnssecResolver resolver;

    SignedDns(Supplier<DnssecResolver> maker) {
        this.maker = maker;
        this.resolver = maker.get();
    }

    /** Forgets what is known. */
    void forget() {
        DnssecResolver before = resolver;
        resolver = maker.get();
        before.close();
    }

    @Override
    public SecureAnswer lookup(String name, RecordType type) {
        return resolver.lookup(name, type);
    }

    @Override
    public MxAnswer mx(String name) {
        return resolver.mx(name);
    }

    @Override
    public AddressAnswer addresses(String name) {
        return resolver.addresses(name);
    }

    @Override
    public void close() {
        resolver.close();
    }
}
