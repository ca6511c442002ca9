package io.github.mtasts.tool.acme;

import io.github.mtasts.tool.file.AtomicFile;
import io.github.mtasts.tool.server.ServedCertificate;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Optional;

/**
 * The folder with the account, the keys, the orders and the certificates of one authority. Only its owner can read it (modes 0700 and
 * 0600), and each file is complete and on disk, or as it was before. Thread-safe for different hosts.
 *
 * <p>Files: {@code account.pem}; for each host {@code HOST.order.pem} while an order is under way, {@code HOST.pem} with certificate
 * and key, {@code HOST.retry} after a failure.
 */
final class AcmeStore {
    private static final String LOCATION = "# at: ";
    private static final int DIGEST_OCTETS = 6;

    private final Path folder;

    private AcmeStore(Path folder) {
        this.folder = folder;
    }

    /** Opens the folder of an authority, which is made if needed; each authority has its own, because accounts differ. */
    static AcmeStore open(Path parent, URI directory) throws IOException {
        AtomicFile.secretFolder(parent);
        String host = String.valueOf(directory.getHost()).replaceAll("[^A-Za-z0-9.-]", "_");
        Path folder = parent.resolve(host + "-" + digest(directory.toString()));
        AtomicFile.secretFolder(folder);
        return new AcmeStore(folder);
    }

    private static String digest(String text) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, DIGEST_OCTETS);
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    /** The key of the account: that on disk, else a new one, which is on disk when this returns. */
    synchronized KeyPair accountKeys() throws IOException {
        Path file = folder.resolve("account.pem");
        if (Files.exists(file)) {
            return parse(file);
        }
        KeyPair keys = KeyText.newKeys();
        write(file, KeyText.of(keys));
        return keys;
    }

    /** Where the authority keeps the account; empty if it is not known. */
    Optional<URI> account() throws IOException {
        return location(folder.resolve("account.pem"));
    }

    /** Forgets where the account is, and keeps its key. */
    synchronized void forgetAccount() throws IOException {
        write(folder.resolve("account.pem"), KeyText.of(accountKeys()));
    }

    synchronized void writeAccount(KeyPair keys, URI account) throws IOException {
        write(folder.resolve("account.pem"), LOCATION + account + "\n" + KeyText.of(keys));
    }

    /** The order of a host that is under way, else a new one, whose key is on disk when this returns. */
    PendingOrder order(String host) throws IOException {
        Path file = orderFile(host);
        if (Files.exists(file)) {
            return new PendingOrder(host, parse(file), location(file), this);
        }
        PendingOrder order = new PendingOrder(host, KeyText.newKeys(), Optional.empty(), this);
        writeOrder(order);
        return order;
    }

    void writeOrder(PendingOrder order) throws IOException {
        String location = order.location().map(uri -> LOCATION + uri + "\n").orElse("");
        write(orderFile(order.host()), location + KeyText.of(order.keys()));
    }

    /** Keeps a certificate in place of the one before; the order has come to its end. */
    void writeCertificate(String host, ServedCertificate certificate) throws IOException {
        write(certificateFile(host), KeyText.of(certificate.chain()) + KeyText.of(certificate.key()));
        Files.deleteIfExists(orderFile(host));
        Files.deleteIfExists(retryFile(host));
    }

    /** The certificate of a host; empty if there is none. */
    Optional<ServedCertificate> certificate(String host) throws IOException {
        Path file = certificateFile(host);
        return Files.exists(file) ? Optional.of(ServedCertificate.read(file)) : Optional.empty();
    }

    /** Remembers a failure, so that a process that is restarted again and again does not ask more often. */
    void writeRetry(String host, Retry retry) throws IOException {
        write(retryFile(host), retry.failures() + " " + retry.next() + "\n");
    }

    /** The last failure; none if the file is absent or damaged. */
    Retry retry(String host) throws IOException {
        Path file = retryFile(host);
        if (!Files.exists(file)) {
            return Retry.NONE;
        }
        String[] words = Files.readString(file).strip().split(" ", -1);
        try {
            return new Retry(Integer.parseInt(words[0]), Instant.parse(words[words.length - 1]));
        } catch (NumberFormatException | DateTimeException e) {
            return Retry.NONE; // at worst one attempt too many
        }
    }

    private KeyPair parse(Path file) throws IOException {
        try {
            return KeyText.parse(Files.readString(file));
        } catch (IOException e) {
            throw new IOException(
                    file + " is damaged: " + e.getMessage() + "; restore it, or remove it to begin anew", e);
        }
    }

    private static Optional<URI> location(Path file) throws IOException {
        return Files.exists(file)
                ? Files.readString(file)
                        .lines()
                        .filter(line -> line.startsWith(LOCATION))
                        .map(line -> URI.create(line.substring(LOCATION.length())))
                        .findFirst()
                : Optional.empty();
    }

    private static void write(Path file, String text) throws IOException {
        AtomicFile.writeSecret(file, text.getBytes(StandardCharsets.US_ASCII));
    }

    private Path certificateFile(String host) {
        return folder.resolve(host + ".pem");
    }

    private Path orderFile(String host) {
        return folder.resolve(host + ".order.pem");
    }

    private Path retryFile(String host) {
        return folder.resolve(host + ".retry");
    }
}
