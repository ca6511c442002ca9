package io.github.mtasts.spring.boot.internal;

import java.util.Map;

/**
 * What the health endpoint shows.
 *
 * @param status {@link #UP}, {@link #WARNING} or {@link #DOWN}
 * @param details by name
 */
record HealthReport(String status, Map<String, Object> details) {
    static final String UP = "UP";
    /** Not a status of Spring Boot's: it is shown, and the application as a whole stays UP. */
    static final String WARNING = "WARNING";

    static final String DOWN = "DOWN";
}
