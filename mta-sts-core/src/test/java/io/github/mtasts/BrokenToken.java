package io.github.mtasts;

import java.security.InvalidKeyException;
import java.security.InvalidParameterException;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.Provider;
import java.security.ProviderException;
import java.security.PublicKey;
import java.security.Security;
import java.security.SignatureException;
import java.security.SignatureSpi;
import java.util.List;
import java.util.Map;

/** A security provider of keys that only it can sign with, as a hardware token is, and that fails. Installed until it is closed. */
final class BrokenToken extends Provider implements AutoCloseable {
    private static final long serialVersionUID = 1L;
    private static final String NAME = "BrokenToken";
    private static final String MESSAGE = "no token in the slot";

    /** Where it fails. */
    enum Fault {
        KEY_REFUSED,
        SIGNATURE_FAILED,
        PROVIDER_FAILED
    }

    private record Key(Fault fault) implements PrivateKey {
        @Override
        public String getAlgorithm() {
            return "EC";
        }

        @Override
        @SuppressWarnings("NullAway") // what the interface says of a key that cannot be exported
        public String getFormat() {
            return null;
        }

        @Override
        @SuppressWarnings("NullAway") // see getFormat
        public byte[] getEncoded() {
            return null;
        }
    }

    private BrokenToken() {
        super(NAME, "1", "fails");
        putService(new Service(this, "Signature", "SHA256withECDSA", Signing.class.getName(), List.of(), Map.of()) {
            @Override
            public Object newInstance(Object parameter) throws NoSuchAlgorithmException {
                return new Signing();
            }

            @Override
            public boolean supportsParameter(Object parameter) {
                return parameter instanceof Key;
            }
        });
    }

    static BrokenToken install() {
        BrokenToken token = new BrokenToken();
        Security.addProvider(token);
        return token;
    }

    static PrivateKey key(Fault fault) {
        return new Key(fault);
    }

    @Override
    public void close() {
        Security.removeProvider(NAME);
    }

    private static final class Signing extends SignatureSpi {
        private Fault fault = Fault.KEY_REFUSED;

        @Override
        protected void engineInitVerify(PublicKey key) throws InvalidKeyException {
            throw new InvalidKeyException("only signs");
        }

        @Override
        protected void engineInitSign(PrivateKey key) throws InvalidKeyException {
            fault = ((Key) key).fault();
            if (fault == Fault.KEY_REFUSED) {
                throw new InvalidKeyException(MESSAGE);
            }
        }

        @Override
        protected void engineUpdate(byte octet) {
            // nothing will be signed
        }

        @Override
        protected void engineUpdate(byte[] octets, int offset, int length) {
            // nothing will be signed
        }

        @Override
        protected byte[] engineSign() throws SignatureException {
            if (fault == Fault.PROVIDER_FAILED) {
                throw new ProviderException(MESSAGE);
            }
            throw new SignatureException(MESSAGE);
        }

        @Override
        protected boolean engineVerify(byte[] signature) {
            return false;
        }

        @Override
        @Deprecated
        protected void engineSetParameter(String name, Object value) {
            throw new InvalidParameterException();
        }

        @Override
        @Deprecated
        protected Object engineGetParameter(String name) {
            throw new InvalidParameterException();
        }
    }
}
