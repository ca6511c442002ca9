package io.github.mtasts.tlsrpt.read;

/**
 * Limits on the work that a received report can cause (RFC 8460 sections 5.2 and 7). Immutable.
 *
 * @param compressedOctets the largest gzip or zip file in octets; a mail may be twice as large
 * @param octets the largest uncompressed JSON
 * @param nesting the deepest nesting of the JSON
 * @param stringLength the longest string in the JSON, in characters
 * @param failureDetails the largest number of failure details in a report
 * @param listEntries the largest total number of policies, policy lines and mx patterns in a report
 */
public record ReadLimits(
        int compressedOctets, int octets, int nesting, int stringLength, int failureDetails, int listEntries) {
    /**
     * Far above the reports of the largest reporters: 10 MiB compressed, 100 MiB uncompressed, a million failure
     * details.
     */
    public static final ReadLimits DEFAULT = new ReadLimits(10 << 20, 100 << 20, 20, 64 << 10, 1_000_000, 100_000);

    private static final int LARGEST = 1 << 29;

    /**
     * Checks the limits.
     *
     * @param compressedOctets the largest gzip or zip file
     * @param octets the largest uncompressed JSON
     * @param nesting the deepest nesting of the JSON
     * @param stringLength the longest string in the JSON
     * @param failureDetails the largest number of failure details in a report
     * @param listEntries the largest total number of entries of the other lists
     * @throws IllegalArgumentException if a limit is below 1 or above 2^29; the message names it
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

    /** Returns the limit of a mail: base64 adds a third, and there are a header and a text part. */
    long messageOctets() {
        return 2L * compressedOctets;
    }

    /** Returns the limit of any input. */
    long inputOctets() {
        return Math.max(octets, messageOctets());
    }
}
