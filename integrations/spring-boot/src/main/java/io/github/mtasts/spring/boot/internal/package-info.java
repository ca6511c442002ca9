/** The configurations, health indicators and the endpoint behind the auto-configuration; not for users. */
@org.jspecify.annotations.NullMarked
package io.github.mtasts.spring.boot.internal;
