package io.dabiao;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.methods;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;
import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaCall;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaMethodCall;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import jakarta.annotation.security.RolesAllowed;
import jakarta.enterprise.event.Observes;
import jakarta.persistence.Entity;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** How the packages may depend on each other, and what nothing here is called. */
class ArchitectureTest {

    private static final JavaClasses ALL = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("io.dabiao");

    private static final Set<String> CLOCKS =
            Set.of("now", "currentTimeMillis", "systemUTC", "systemDefaultZone", "system", "tickMillis");

    private static final List<String> NAMELESS_PACKAGES = List.of("impl", "util", "common", "dto", "model", "service");

    private static final String NAMELESS_CLASSES = ".*(Impl|Manager|Util|Utils|Helper)";

    @Test
    void theClassesAreFound() {
        assertThat(ALL).hasSizeGreaterThan(50);
    }

    @Test
    void aTestThatRunsAloneIsNamedSoSinceItIsFoundByItsName() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            List<Path> alone = files.filter(file -> file.toString().endsWith("Test.java"))
                    .filter(file -> text(file).contains("\n@Tag(\"alone\")"))
                    .toList();
            assertThat(alone).isNotEmpty().allMatch(file -> file.toString().endsWith("AloneTest.java"));
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @Test
    void everyRoomIsNamedInTheGuideForContributors() throws IOException {
        String guide = Files.readString(Path.of("CONTRIBUTING.md"));
        Set<String> named = Pattern.compile("(?m)^\\| `(\\w+)` \\|")
                .matcher(guide)
                .results()
                .map(match -> match.group(1))
                .collect(Collectors.toSet());
        Set<String> rooms = ALL.stream()
                .map(one -> one.getPackageName().split("\\."))
                .filter(parts -> parts.length > 2)
                .map(parts -> parts[2])
                .collect(Collectors.toSet());
        assertThat(named).isEqualTo(rooms);
    }

    @Test
    void coreDependsOnNothingButJavaRe2AndSpecialFunctions() {
        classes()
                .that()
                .resideInAPackage("io.dabiao.core..")
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("io.dabiao.core..", "java..", "com.google.re2j..", "org.apache.commons.numbers..")
                .check(ALL);
    }

    @Test
    void ingestDoesNotKnowEvaluate() {
        neverKnows("ingest", "evaluate", "alert");
    }

    @Test
    void evaluateKnowsNeitherWhereFactsComeFromNorWhoReadsVerdicts() {
        neverKnows("evaluate", "ingest", "expose", "alert", "app");
    }

    @Test
    void checksKnowNeitherEvaluationsNorWhoReadsThem() {
        neverKnows("check", "evaluate", "expose", "alert", "app");
    }

    @Test
    void nobodyElseKnowsThatFactsAreMadeHere() {
        for (String other : List.of("core", "declare", "ingest", "store", "evaluate", "access", "settings")) {
            neverKnows(other, "check");
        }
    }

    @Test
    void aLookAtASiteKnowsOnlyTheCore() {
        for (String other : List.of("declare", "ingest", "store", "access", "settings")) {
            neverKnows("check.http", other);
        }
    }

    @Test
    void aLoadKnowsOnlyTheCore() {
        for (String other : List.of("declare", "ingest", "store", "access", "settings")) {
            neverKnows("check.load", other);
        }
    }

    @Test
    void storeKnowsOnlyTheCore() {
        neverKnows("store", "ingest", "evaluate", "expose", "app", "declare", "access", "alert");
    }

    @Test
    void theWayToTheDatabaseKnowsNoRoom() {
        noClasses()
                .that()
                .resideInAPackage("io.dabiao.database..")
                .should()
                .dependOnClassesThat(describe(
                        "are of another room",
                        one -> one.getPackageName().startsWith("io.dabiao.")
                                && !one.getPackageName().startsWith("io.dabiao.database")))
                .check(ALL);
    }

    /** What appends and folds whole columns, what works without the service, and databases of others. */
    private static final Set<String> PLAIN_STATEMENTS = Set.of(
            "io.dabiao.database.Transactions",
            "io.dabiao.store.EventLog",
            "io.dabiao.store.EventLog$Rows",
            "io.dabiao.store.Folding",
            "io.dabiao.store.LastSamples",
            "io.dabiao.store.Locks",
            "io.dabiao.store.Refusals",
            "io.dabiao.check.database.DatabaseSubject",
            "io.dabiao.ingest.sql.Query",
            "io.dabiao.postgres.backup.Catalogue",
            "io.dabiao.postgres.backup.Loading",
            "io.dabiao.postgres.embedded.EmbeddedPostgres",
            "io.dabiao.postgres.embedded.Postmaster");

    @Test
    void statementsArePreparedWhereTheStatementIsThePoint() {
        assertThat(callersOf(call -> call.getTargetOwner().isAssignableTo(java.sql.Connection.class)
                        && call.getName().matches("(prepare|create)(Statement|Call)")))
                .isEqualTo(PLAIN_STATEMENTS);
    }

    @Test
    void noStatementRunsThroughAnEntity() {
        assertThat(callersOf(call -> call.getName().matches("create(Native|NativeMutation)Query")))
                .isEmpty();
    }

    private static Set<String> callersOf(java.util.function.Predicate<JavaMethodCall> wanted) {
        return ALL.stream()
                .flatMap(one -> one.getMethodCallsFromSelf().stream())
                .filter(wanted)
                .map(call -> call.getOriginOwner().getName())
                .collect(Collectors.toSet());
    }

    @Test
    void declareKnowsNeitherFactsNorVerdicts() {
        neverKnows("declare", "forms", "ingest", "evaluate", "expose", "app", "store", "alert");
    }

    @Test
    void reportKnowsNeitherWhereFactsComeFromNorWhoAsks() {
        neverKnows("report", "ingest", "postgres", "expose", "app", "alert");
    }

    @Test
    void aFormatKnowsPapersAndNothingOfWhatTheySay() {
        for (String format : List.of("html", "pdf", "xlsx", "csv")) {
            neverKnows("report." + format, "core", "declare", "evaluate", "store", "access");
        }
    }

    @Test
    void aFormsContainerKnowsCellsAndNothingOfDeclarations() {
        noClasses()
                .that()
                .resideInAnyPackage("io.dabiao.forms.(*)..")
                .and()
                .resideOutsideOfPackage("io.dabiao.forms.work..")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("io.dabiao.declare", "io.dabiao.core..")
                .check(ALL);
    }

    @Test
    void onlyTheCommandLineDependsOnTheWiring() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.dabiao.app..", "io.dabiao.cli..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dabiao.app..")
                .check(ALL);
    }

    @Test
    void nobodyKnowsThePages() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.dabiao.page..", "io.dabiao.app..")
                .should()
                .dependOnClassesThat()
                .resideInAPackage("io.dabiao.page..")
                .check(ALL);
    }

    @Test
    void aPageKnowsNoOther() {
        slices().matching("io.dabiao.page.(*)..")
                .should()
                .notDependOnEachOther()
                .check(ALL);
    }

    /** The command line is the service's client, not the service; the embedded database's archive is on the class path. */
    @Test
    void connectionsToElsewhereAreMadeInOnePlace() {
        noClasses()
                .that()
                .resideOutsideOfPackages("io.dabiao.outbound..", "io.dabiao.cli..")
                .should()
                .callMethodWhere(describe("opens a connection by itself", ArchitectureTest::connects))
                .orShould()
                .callConstructorWhere(describe("makes a client of its own", ArchitectureTest::connects))
                .check(ALL);
    }

    private static boolean connects(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        String origin = call.getOriginOwner().getName();
        return switch (owner) {
            case "java.net.http.HttpClient",
                    "java.net.http.HttpClient$Builder",
                    "io.netty.bootstrap.Bootstrap",
                    "java.net.Socket",
                    "java.net.DatagramSocket",
                    "java.nio.channels.SocketChannel",
                    "javax.net.SocketFactory" ->
                !call.getName().matches("options?|attr|connect|close|shutdownOutput|[gs]et.*");
            case "java.net.URL" ->
                call.getName().matches("open.*|getContent") && !origin.equals("io.dabiao.postgres.embedded.Binaries");
            case "io.vertx.core.Vertx" -> call.getName().matches("create(Http|Net|WebSocket).*Client.*");
            case "com.nimbusds.oauth2.sdk.http.HTTPRequest" ->
                call.getName().equals("send")
                        && call.getTarget().getRawParameterTypes().isEmpty();
            default -> owner.endsWith(".DefaultResourceRetriever") || owner.startsWith("io.vertx.ext.web.client.");
        };
    }

    /** Text, events, calendar, rollups, measures, declarations, forecasts, evaluations, scores: each knows those before it. */
    @Test
    void theRoomsOfTheCoreFormNoCycle() {
        slices().matching("io.dabiao.core.(*)..").should().beFreeOfCycles().check(ALL);
    }

    @Test
    void topLevelPackagesFormNoCycle() {
        slices().matching("io.dabiao.(*)..").should().beFreeOfCycles().check(ALL);
    }

    /** Those that pages and the API still read as they are; an entity that is new is known to its package alone. */
    private static final Set<String> ENTITIES_KNOWN_OUTSIDE = Set.of(
            "io.dabiao.alert.Alert",
            "io.dabiao.alert.AlertAct",
            "io.dabiao.alert.PlannedNotification",
            "io.dabiao.alert.QueuedNotification",
            "io.dabiao.alert.Silence",
            "io.dabiao.declare.DeclarationVersion",
            "io.dabiao.forms.work.FormWork",
            "io.dabiao.report.Remark");

    /** The service itself has no role: its own events would be refused, and with them all observers behind. */
    @Test
    void whatIsForRolesObservesNoEventsOfTheService() {
        assertThat(ALL.stream()
                        .filter(one -> one.isAnnotatedWith(RolesAllowed.class))
                        .flatMap(one -> one.getMethods().stream())
                        .filter(method -> method.getParameters().stream()
                                .anyMatch(parameter -> parameter.isAnnotatedWith(Observes.class)))
                        .map(JavaMethod::getFullName))
                .isEmpty();
    }

    @Test
    void anEntityIsKnownToItsPackageAlone() {
        Set<String> known = ALL.stream()
                .filter(one -> one.isAnnotatedWith(Entity.class))
                .filter(one -> one.getModifiers().contains(JavaModifier.PUBLIC))
                .map(JavaClass::getName)
                .collect(Collectors.toSet());
        assertThat(known).isEqualTo(ENTITIES_KNOWN_OUTSIDE);
    }

    @Test
    void timeComesInAsAnArgumentAndOnlyTheWiringReadsAClock() {
        noClasses()
                .that()
                .resideOutsideOfPackage("io.dabiao.app..")
                .should()
                .callMethodWhere(describe("reads the system's clock", ArchitectureTest::readsAClock))
                .orShould()
                .callConstructor(java.util.Date.class)
                .check(ALL);
    }

    /** Waiting for a child process by {@link System#nanoTime} tells no time of day and is not meant. */
    private static boolean readsAClock(JavaCall<?> call) {
        String owner = call.getTargetOwner().getName();
        return CLOCKS.contains(call.getName()) && (owner.startsWith("java.time.") || owner.equals("java.lang.System"));
    }

    @Test
    void everyPackageIsNamedAfterAFeature() {
        for (String name : NAMELESS_PACKAGES) {
            noClasses().should().resideInAPackage("io.dabiao.." + name + "..").check(ALL);
        }
    }

    @Test
    void everyClassIsNamedAfterWhatItIs() {
        noClasses().should().haveNameMatching(NAMELESS_CLASSES).check(ALL);
    }

    @Test
    void noAccessorOfTheCoreStartsWithGet() {
        methods()
                .that()
                .areDeclaredInClassesThat()
                .resideInAPackage("io.dabiao.core..")
                .should()
                .haveNameNotMatching("get[A-Z].*")
                .check(ALL);
    }

    private static void neverKnows(String one, String... others) {
        for (String other : others) {
            noClasses()
                    .that()
                    .resideInAPackage("io.dabiao." + one + "..")
                    .should()
                    .dependOnClassesThat()
                    .resideInAPackage("io.dabiao." + other + "..")
                    .check(ALL);
        }
    }
}
