package io.github.mtasts.architecture;

import static com.tngtech.archunit.core.domain.JavaCall.Predicates.target;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.name;
import static com.tngtech.archunit.core.domain.properties.HasName.Predicates.nameMatching;
import static com.tngtech.archunit.core.domain.properties.HasOwner.Predicates.With.owner;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.properties.HasName;
import com.tngtech.archunit.lang.syntax.elements.ClassesShould;
import io.github.mtasts.MtaStsBuilder;
import io.github.mtasts.dns.DnssecResolver;
import java.time.Clock;
import java.util.Date;
import org.junit.jupiter.api.Test;

/** The library does not print, does not sleep, and reads the time only from the clock it was given. */
class ForbiddenCallsTest {
    @Test
    void logsThroughSlf4jOnly() {
        mainCode().dependOnClassesThat().resideInAPackage("java.util.logging..").check(MainCode.CLASSES);
        mainCode().accessField(System.class, "out").check(MainCode.CLASSES);
        mainCode().accessField(System.class, "err").check(MainCode.CLASSES);
        mainCode().callMethodWhere(target(name("printStackTrace"))).check(MainCode.CLASSES);
    }

    @Test
    void neverSleeps() {
        mainCode()
                .callMethodWhere(target(name("sleep")).and(target(owner(HasName.Predicates.name("java.lang.Thread")))))
                .check(MainCode.CLASSES);
    }

    /** System.nanoTime is not the time of day: it limits waits, and may be read anywhere. */
    @Test
    void takesTheTimeFromTheClockThatItWasGiven() {
        mainCode().callMethod(System.class, "currentTimeMillis").check(MainCode.CLASSES);
        mainCode().callConstructor(Date.class).check(MainCode.CLASSES);
        // Only a builder chooses the default clock.
        noClasses()
                .that()
                .doNotBelongToAnyOf(MtaStsBuilder.class, DnssecResolver.Builder.class)
                .should()
                .callMethodWhere(
                        target(nameMatching("system.*|tick.*")).and(target(owner(name(Clock.class.getName())))))
                .check(MainCode.CLASSES);
        // Certificates are verified by system time: a test clock must not make an expired one valid.
        noClasses()
                .that()
                .resideOutsideOfPackage("io.github.mtasts.trust.internal")
                .should()
                .callMethodWhere(target(name("now")).and(target(owner(nameMatching("java\\.time\\..*")))))
                .check(MainCode.CLASSES);
    }

    private static ClassesShould mainCode() {
        return noClasses().should();
    }
}
