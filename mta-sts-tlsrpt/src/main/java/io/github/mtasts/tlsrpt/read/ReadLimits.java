package io.github.mtasts.tlsrpt.read;

/**
 * What bounds the work that a report may cause (RFC 8460 sections 5.2 and 7).
 *
 * @param compressedOctets the largest gzip or zip file; a mail may be twice as large
 * @param octets the largest JSON, inflated
 * @param nesting how deep the JSON may be nested
 * @param stringLength the longest string in the JSON, in characters
 * @param failureDetails how many failure details a report may have
 * @param listEntries how many policies, lines of policies and mx patterns a report may have in all
 */
public record ReadLimits(
        int compressedOctets, int octets, int nesting, int stringLength, int failureDetails, int listEntries) {
    /** Far above what the largest reporters send: 10 MiB that inflate to 100 MiB, with a million failure details. */
    public static final ReadLimits DEFAULT = new ReadLimits(10 << 20, 100 << 20, 20, 64 << 10, 1_000_000, 100_000);

    private static final int LARGEST = 1 << 29;

    /**
     * Checks the limits.
     *
     * @param compressedOctets the largest gzip or zip file
     * @param octets the largest JSON, inflated
     * @param nesting how deep the JSON may be nested
     * @param stringLength the longest string in the JSON
     * @param failureDetails how many failure details a report may have
     * @param listEntries how many entries its other lists may have in all
     * @throws IllegalArgumentException naming the limit that is below 1 or above 2^29
     */
    public ReadLimits {
        require("compressedOctets", compressedOctets);
        require("octets", octets);
        require("nesting", nesting);
        require("stringLength", stringLength);
        require("failureDetails", failureDetails);
        require("listEntries", listEntries);
    }

    private static void require(String limit, int value) {
        if (value < 1 || value > LARGEST) {
            throw new IllegalArgumentException(limit + " is " + value + ": it must be between 1 and " + LARGEST);
        }
    }

    /** Base64 adds a third, and a header and a text for people come on top. */
    long messageOctets() {
        return 2L * compressedOctets;
    }

    /** The largest input of any kind. */
    long inputOctets() {
        return Math.max(octets, messageOctets());
    }
}
