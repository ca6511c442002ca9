package io.github.mtasts.resolution;

import java.time.Duration;

/** When a delivery waits for its policy, and the limits of policy look-ups. Immutable. */
public final class ResolutionSettings {
    /** The defaults: a delivery waits for the first fetch, and a policy id is compared every five minutes. */
    public static final ResolutionSettings DEFAULT = builder().build();

    private final boolean alwaysCheck;
    private final boolean fetchInBackground;
    private final boolean deferOnDnsFailure;
    private final Duration compareEvery;
    private final int maxLookups;
    private final int maxFetches;
    private final int maxRemembered;

    private ResolutionSettings(Builder builder) {
        this.alwaysCheck = builder.alwaysCheck;
        this.fetchInBackground = builder.fetchInBackground;
        this.deferOnDnsFailure = builder.deferOnDnsFailure;
        this.compareEvery = builder.compareEvery;
        this.maxLookups = builder.maxLookups;
        this.maxFetches = builder.maxFetches;
        this.maxRemembered = builder.maxRemembered;
    }

    /**
     * Starts the settings.
     *
     * @return a builder with the defaults
     */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Whether every delivery compares the TXT id before it uses a cached policy (RFC 8461 section 5.1).
     *
     * @return false for a comparison in the background
     */
    public boolean alwaysCheck() {
        return alwaysCheck;
    }

    /**
     * Whether a delivery goes on without a policy while its first fetch is under way (RFC 8461 section 5.1).
     *
     * @return false when it waits
     */
    public boolean fetchInBackground() {
        return fetchInBackground;
    }

    /**
     * Whether a delivery to a domain without a cached policy is deferred while the DNS fails (D11).
     *
     * @return false when it goes on without a policy
     */
    public boolean deferOnDnsFailure() {
        return deferOnDnsFailure;
    }

    /**
     * The age of the last comparison of a TXT id after which a delivery starts another one.
     *
     * @return zero to 366 days
     */
    public Duration compareEvery() {
        return compareEvery;
    }

    /**
     * The limit of concurrent TXT look-ups, and that of concurrent reads of the cache's store.
     *
     * @return at least 1
     */
    public int maxLookups() {
        return maxLookups;
    }

    /**
     * The limit of concurrent fetches.
     *
     * @return at least 1
     */
    public int maxFetches() {
        return maxFetches;
    }

    /**
     * The number of domains whose missing policy or failed fetch is kept in memory.
     *
     * @return at least 1
     */
    public int maxRemembered() {
        return maxRemembered;
    }

    /** Collects settings. Not thread-safe. */
    public static final class Builder {
        private static final Duration LONGEST = Duration.ofDays(366);

        private boolean alwaysCheck;
        private boolean fetchInBackground;
        private boolean deferOnDnsFailure;
        private Duration compareEvery = Duration.ofMinutes(5);
        private int maxLookups = 100;
        private int maxFetches = 100;
        private int maxRemembered = 100_000;

        private Builder() {}

        /**
         * Sets whether every delivery compares the TXT id before it uses a cached policy, in place of a comparison in the
         * background (RFC 8461 section 5.1).
         *
         * @param always false unless set
         * @return this builder
         */
        public Builder alwaysCheck(boolean always) {
            this.alwaysCheck = always;
            return this;
        }

        /**
         * Sets whether a delivery goes on without a policy while its first fetch is under way (RFC 8461 section 5.1). The
         * first message to a domain is then not protected.
         *
         * @param background false unless set: the delivery waits
         * @return this builder
         */
        public Builder fetchInBackground(boolean background) {
            this.fetchInBackground = background;
            return this;
        }

        /**
         * Sets whether a delivery to a domain without a cached policy is deferred while the DNS fails (D11).
         *
         * @param defer false unless set: the delivery goes on without a policy
         * @return this builder
         */
        public Builder deferOnDnsFailure(boolean defer) {
            this.deferOnDnsFailure = defer;
            return this;
        }

        /**
         * Sets the age of the last comparison of a TXT id after which a delivery starts another one in the background.
         *
         * @param age zero to 366 days; five minutes unless set
         * @return this builder
         * @throws IllegalArgumentException when it is out of range
         */
        public Builder compareEvery(Duration age) {
            if (age.isNegative() || age.compareTo(LONGEST) > 0) {
                throw new IllegalArgumentException(
                        "ResolutionSettings.compareEvery is " + age + ": expected zero to 366 days");
            }
            this.compareEvery = age;
            return this;
        }

        /**
         * Limits concurrent TXT look-ups, and concurrent reads of the cache's store. Up to 10,000 more of each wait.
         *
         * @param lookups at least 1; 100 unless set
         * @return this builder
         * @throws IllegalArgumentException when it is less than 1
         */
        public Builder maxLookups(int lookups) {
            this.maxLookups = positive("maxLookups", lookups);
            return this;
        }

        /**
         * Limits concurrent fetches. Up to 10,000 more wait.
         *
         * @param fetches at least 1; 100 unless set
         * @return this builder
         * @throws IllegalArgumentException when it is less than 1
         */
        public Builder maxFetches(int fetches) {
            this.maxFetches = positive("maxFetches", fetches);
            return this;
        }

        /**
         * Limits the number of domains whose missing policy or failed fetch is kept in memory.
         *
         * @param domains at least 1; 100,000 unless set
         * @return this builder
         * @throws IllegalArgumentException when it is less than 1
         */
        public Builder maxRemembered(int domains) {
            this.maxRemembered = positive("maxRemembered", domains);
            return this;
        }

        /**
         * Makes the settings.
         *
         * @return the settings
         */
        public ResolutionSettings build() {
            return new ResolutionSettings(this);
        }

        private static int positive(String setting, int value) {
            if (value <= 0) {
                throw new IllegalArgumentException(
                        "ResolutionSettings." + setting + " is " + value + ": expected at least 1");
            }
            return value;
        }
    }
}
