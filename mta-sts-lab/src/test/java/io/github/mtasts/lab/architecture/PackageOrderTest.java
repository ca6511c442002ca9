package io.github.mtasts.lab.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** The catalogue does not depend on the code that runs it, and no sender depends on the code that judges it. */
@AnalyzeClasses(packages = "io.github.mtasts.lab", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageOrderTest {
    private static final String LAB = "io.github.mtasts.lab.";

    @ArchTest
    static final ArchRule PACKAGES_HAVE_AN_ORDER =
            slices().matching("io.github.mtasts.lab.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule THE_API_NEEDS_NO_OTHER_PACKAGE = noClasses()
            .that()
            .resideInAPackage("io.github.mtasts.lab")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("io.github.mtasts.lab.*..");

    @ArchTest
    static final ArchRule SCENARIOS_DO_NOT_JUDGE = noClasses()
            .that()
            .resideInAnyPackage(LAB + "scenario..", LAB + "catalogue..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LAB + "run..", LAB + "report..", LAB + "sender..");

    @ArchTest
    static final ArchRule SENDERS_DO_NOT_KNOW_THE_SCENARIO = noClasses()
            .that()
            .resideInAPackage(LAB + "sender..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LAB + "scenario..", LAB + "run..", LAB + "report..");

    /** Otherwise a mistake of the library would be one of the controls, too. */
    @ArchTest
    static final ArchRule ONLY_THE_SENDER_UNDER_TEST_USES_THE_LIBRARY = noClasses()
            .that()
            .resideOutsideOfPackage(LAB + "sender.library..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.github.mtasts",
                    "io.github.mtasts.cache..",
                    "io.github.mtasts.decision..",
                    "io.github.mtasts.discovery..",
                    "io.github.mtasts.dns..",
                    "io.github.mtasts.failure..",
                    "io.github.mtasts.fetch..",
                    "io.github.mtasts.name..",
                    "io.github.mtasts.outcome..",
                    "io.github.mtasts.policy..",
                    "io.github.mtasts.resolution..",
                    "io.github.mtasts.session..",
                    "io.github.mtasts.tlsrpt..",
                    "io.github.mtasts.trust..");

    /** A build that tests its own mail server has none of the optional dependencies. */
    @ArchTest
    static final ArchRule TESTS_DO_NOT_NEED_THE_COMMAND = noClasses()
            .that()
            .resideInAnyPackage(
                    "io.github.mtasts.lab",
                    LAB + "junit..",
                    LAB + "run..",
                    LAB + "report..",
                    LAB + "scenario..",
                    LAB + "catalogue..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(LAB + "command..", LAB + "sender..", "picocli..", "org.bouncycastle.tls..");
}
