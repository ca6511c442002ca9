package io.github.mtasts.tool;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.fields;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.junit.AnalyzeClasses;
import com.tngtech.archunit.junit.ArchTest;
import com.tngtech.archunit.lang.ArchRule;
import java.time.Clock;

/** Subcommands do not know each other, and nothing asks the process itself but the class for that. */
@AnalyzeClasses(packages = "io.github.mtasts.tool", importOptions = ImportOption.DoNotIncludeTests.class)
class ArchitectureTest {
    private static final String TOOL = "io.github.mtasts.tool.";

    @ArchTest
    static final ArchRule SHARED_PARTS_KNOW_NO_SUBCOMMAND = noClasses()
            .that()
            .resideInAnyPackage(
                    TOOL + "run..", TOOL + "terminal..", TOOL + "json..", TOOL + "finding..", TOOL + "file..")
            .should()
            .dependOnClassesThat()
            .resideOutsideOfPackages(
                    TOOL + "run..",
                    TOOL + "terminal..",
                    TOOL + "json..",
                    TOOL + "finding..",
                    TOOL + "file..",
                    "io.github.mtasts.dns..",
                    "io.github.mtasts.name..",
                    "io.github.mtasts.trust..",
                    "com.fasterxml.jackson..",
                    "org.jspecify..",
                    "picocli..",
                    "java..",
                    "javax..");

    @ArchTest
    static final ArchRule SERVERS_KNOW_NO_SUBCOMMAND = noClasses()
            .that()
            .resideInAPackage(TOOL + "server..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    TOOL + "acme..",
                    TOOL + "check..",
                    TOOL + "lint..",
                    TOOL + "plan..",
                    TOOL + "policy..",
                    TOOL + "postfix..",
                    TOOL + "publish..",
                    TOOL + "received..",
                    TOOL + "reports..");

    /** What looks at policies and received reports for several subcommands. */
    @ArchTest
    static final ArchRule COMMON_LOOKS_KNOW_NO_SUBCOMMAND = noClasses()
            .that()
            .resideInAnyPackage(TOOL + "policy..", TOOL + "received..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    TOOL + "acme..",
                    TOOL + "check..",
                    TOOL + "lint..",
                    TOOL + "plan..",
                    TOOL + "postfix..",
                    TOOL + "publish..",
                    TOOL + "reports..",
                    TOOL + "server..");

    @ArchTest
    static final ArchRule POLICIES_ARE_FETCHED_IN_ONE_PLACE = noClasses()
            .that()
            .resideOutsideOfPackage(TOOL + "policy..")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.github.mtasts.fetch.HttpsPolicyFetcher");

    /** It can limit neither the time nor the header of a request. */
    @ArchTest
    static final ArchRule THE_SERVER_OF_THE_JDK_IS_NOT_USED =
            noClasses().should().dependOnClassesThat().resideInAPackage("com.sun.net.httpserver..");

    @ArchTest
    static final ArchRule CERTIFICATES_KNOW_NO_POLICIES = noClasses()
            .that()
            .resideInAPackage(TOOL + "acme..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(
                    TOOL + "check..", TOOL + "lint..", TOOL + "plan..", TOOL + "publish..", TOOL + "reports..");

    @ArchTest
    static final ArchRule ONE_CLASS_AND_ITS_CONNECTIONS_KNOW_ACME4J = noClasses()
            .that()
            .haveNameNotMatching(".*[.](Acme4jAuthority|AcmeConnections)([$].*)?")
            .should()
            .dependOnClassesThat()
            .resideInAPackage("org.shredzone..");

    @ArchTest
    static final ArchRule PUBLISH_AND_REPORTS_KNOW_NO_OTHER_SUBCOMMAND = noClasses()
            .that()
            .resideInAnyPackage(TOOL + "publish..", TOOL + "reports..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TOOL + "check..", TOOL + "plan..");

    /** Lint is the common part: what is published by a plan or seen by a check is judged by the same rules. */
    @ArchTest
    static final ArchRule LINT_KNOWS_NO_OTHER_SUBCOMMAND = noClasses()
            .that()
            .resideInAPackage(TOOL + "lint..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TOOL + "check..", TOOL + "plan..", TOOL + "postfix..");

    @ArchTest
    static final ArchRule CHECK_AND_PLAN_ARE_APART = noClasses()
            .that()
            .resideInAPackage(TOOL + "check..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TOOL + "plan..");

    @ArchTest
    static final ArchRule PLAN_AND_CHECK_ARE_APART = noClasses()
            .that()
            .resideInAPackage(TOOL + "plan..")
            .should()
            .dependOnClassesThat()
            .resideInAPackage(TOOL + "check..");

    /** The service does not depend on what looks at domains for people, nor the other way round. */
    @ArchTest
    static final ArchRule THE_SERVICE_IS_APART = noClasses()
            .that()
            .resideInAPackage(TOOL + "postfix..")
            .should()
            .dependOnClassesThat()
            .resideInAnyPackage(TOOL + "check..", TOOL + "plan..", TOOL + "lint..", TOOL + "finding..");

    @ArchTest
    static final ArchRule RULES_DO_NO_INPUT_OR_OUTPUT = noClasses()
            .that()
            .haveSimpleNameEndingWith("Rules")
            .should()
            .dependOnClassesThat()
            .haveFullyQualifiedName("io.github.mtasts.tool.run.Network");

    @ArchTest
    static final ArchRule THE_TIME_COMES_FROM_THE_SURROUNDINGS =
            noClasses().that().doNotHaveSimpleName("Surroundings").should().callMethod(Clock.class, "systemUTC");

    @ArchTest
    static final ArchRule NO_STATIC_FIELD_CAN_CHANGE =
            fields().that().areStatic().should().beFinal();

    @ArchTest
    static final ArchRule UTILITIES_ARE_FINAL =
            classes().that().haveSimpleNameEndingWith("Rules").should().haveModifier(JavaModifier.FINAL);
}
