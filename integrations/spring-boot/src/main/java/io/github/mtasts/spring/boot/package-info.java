/**
 * The Spring Boot starter: reads the properties {@code mta-sts.*}, makes the library's parts as beans, and sends the application's
 * {@code JavaMailSender} through them. It knows Spring Boot 3.5 and 4, and leaves all rules of RFC 8461 and 8460 to the library.
 */
@org.jspecify.annotations.NullMarked
package io.github.mtasts.spring.boot;
