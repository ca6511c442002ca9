/** Reads the three modules by name. */
module com.example.sender {
    requires io.github.mtasts.core;
    requires io.github.mtasts.cache;
    requires io.github.mtasts.tlsrpt;
}
