package io.github.mtasts.lab.architecture;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;

/** A reader who starts at the catalogue never meets who runs it, and a sender never knows what it is judged by. */
@AnalyzeClasses(packages = "io.github.mtasts.lab", importOptions = ImportOption.DoNotIncludeTests.class)
class PackageOrderTest {
    private static final String LAB = "io.github.mtasts.lab.";

    @ArchTest
    static final ArchRule PACKAGES_HAVE_AN_ORDER =
            slices().matching("io.github.mtasts.lab.(*)..").should().beFreeOfCycles();

    @ArchTest
    static final ArchRule WHAT_A_SENDER_IS_NEEDS_NOTHING_ELSE = noClasses()
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

    /** Only then can a control be wrong where the library is right, and the other way round. */
    @ArchTest
    static final ArchRule CONTROLS_SHARE_NOTHING_WITH_THE_LIBRARY = noClasses()
            .that()
            .resideInAPackage(LAB + "sender.naive..")
            .or()
            .haveSimpleName("OpportunisticSender")
            .or()
            .haveSimpleName("Dns")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    "io.github.mtasts..",
                    "io.github.mtasts.dns..",
                    "io.github.mtasts.policy..",
                    "io.github.mtasts.fetch..",
                    "io.github.mtasts.trust..",
                    "io.github.mtasts.resolution..",
                    "io.github.mtasts.quickstart..");
}
