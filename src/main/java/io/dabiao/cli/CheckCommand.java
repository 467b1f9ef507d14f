package io.dabiao.cli;

import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.evaluation.Hearing;
import io.dabiao.core.event.EventTypes;
import io.dabiao.core.rollup.HeldEvents;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.declare.Calendars;
import io.dabiao.declare.Catalogue;
import io.dabiao.declare.ContentAdvice;
import io.dabiao.declare.EventTypesReader;
import io.dabiao.store.Refusal;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.ResourceFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Tells every fault of declaration files, and with events what their indicators come to. Needs no service. */
@Command(
        name = "check",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Checks declaration files and tells every fault as file:line:column.",
            "With --events it also evaluates them, in memory: nothing is stored."
        },
        footer = {"", "Example: dabiao check declarations/2026 --events june.ndjson.gz --at 2026-07-01T00:00:00+08:00"})
final class CheckCommand implements Callable<Integer> {

    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Declaration files, or folders of them.")
    private List<Path> files;

    @Option(
            names = "--events",
            paramLabel = "EVENTS",
            description = "CloudEvents, one a line (NDJSON), compressed with gzip or not.")
    private Path events;

    @Option(
            names = "--at",
            paramLabel = "INSTANT",
            description = "Evaluate as of then, such as 2024-07-01T00:00:00+08:00 (the end of the declared year).")
    private String at;

    @Option(
            names = "--language",
            completionCandidates = LanguageWords.class,
            paramLabel = "LANGUAGE",
            defaultValue = "zh",
            description = "Language of the sentences: zh or en (${DEFAULT-VALUE}).")
    private Language language;

    CheckCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        Instant asked = at == null ? null : instant(at);
        if (asked != null && events == null) {
            throw mistake("--at says when to evaluate, and needs --events to evaluate from");
        }
        if (events != null && !Files.isRegularFile(events)) {
            throw mistake("there is no file " + events);
        }
        PrintWriter out = spec.commandLine().getOut();
        Catalogue.Loaded loaded = Catalogue.load(DeclarationFiles.read(files, spec.commandLine()));
        for (List<Fault> faults : loaded.refused().values()) {
            faults.forEach(out::println);
        }
        loaded.entries().forEach(entry -> summarise(entry, loaded.entries(), out));
        if (events != null) {
            evaluate(loaded.entries(), asked, out);
        }
        if (loaded.refused().isEmpty()) {
            return CommandLine.ExitCode.OK;
        }
        int faults = loaded.refused().values().stream().mapToInt(List::size).sum();
        out.println(counted(faults, "fault") + " in " + counted(loaded.refused().size(), "file"));
        return Commands.FOUND;
    }

    private void summarise(Catalogue.Entry entry, List<Catalogue.Entry> all, PrintWriter out) {
        Declaration declaration = entry.declaration();
        long undeclared = declaration.indicators().stream()
                .filter(indicator -> indicator.target().isEmpty())
                .count();
        String types = declaration.indicators().stream()
                .flatMap(indicator -> indicator.measure().types().stream())
                .distinct()
                .sorted()
                .collect(Collectors.joining(", "));
        out.println("OK  " + entry.file());
        out.println("    " + declaration.name() + " (" + declaration.project() + "), " + declaration.year() + ": "
                + counted(declaration.indicators().size(), "indicator")
                + (undeclared == 0 ? "" : ", " + undeclared + " of them without a declared target"));
        out.println("    listens to " + types);
        for (ContentAdvice.Advice advice : ContentAdvice.of(declaration, promisedBefore(declaration, all))) {
            out.println("    " + language.of(Words.of(CheckCommand.class, "advice", advice.words())));
        }
    }

    /** Without facts, last year's targets stand for what was reached, where the files declare that year too. */
    private static Map<String, BigDecimal> promisedBefore(Declaration declaration, List<Catalogue.Entry> all) {
        return all.stream()
                .map(Catalogue.Entry::declaration)
                .filter(one -> one.project().equals(declaration.project()) && one.year() == declaration.year() - 1)
                .flatMap(one -> one.indicators().stream())
                .filter(one -> one.target().isPresent()
                        && declaration.indicator(one.id()).flatMap(Indicator::target).stream()
                                .anyMatch(now ->
                                        now.unit().equals(one.target().get().unit())))
                .collect(Collectors.toMap(
                        Indicator::id, one -> one.target().get().value(), (first, second) -> first));
    }

    private void evaluate(List<Catalogue.Entry> entries, Instant asked, PrintWriter out) throws IOException {
        Instant latest = entries.stream()
                .map(entry -> asked(asked, entry.declaration()))
                .max(Comparator.naturalOrder())
                .orElse(clock.instant());
        // Who asks about a later instant means events up to it to be believed.
        EventFile read = EventFile.read(events, latest.isAfter(clock.instant()) ? latest : clock.instant());
        int different = new HeldEvents(read.events(), Instant.MAX).size();
        out.println();
        out.println(events + ": " + counted(different, "event") + ", "
                + counted(read.events().size() - different, "duplicate") + ", " + read.rejectedTotal() + " rejected");
        for (Refusal refusal : read.rejected()) {
            out.println("    line " + (refusal.index() + 1) + ": " + refusal.detail());
        }
        if (read.rejectedTotal() > read.rejected().size()) {
            out.println("    and " + (read.rejectedTotal() - read.rejected().size()) + " more");
        }
        WorkingCalendar calendar =
                Calendars.load(ResourceFolder.shipped("calendars")).calendar();
        EventTypes types = EventTypesReader.shipped();
        for (Catalogue.Entry entry : entries) {
            Declaration declaration = entry.declaration().under(types);
            HeldEvents facts = new HeldEvents(read.events(), asked(asked, declaration));
            out.println();
            out.println(declaration.name() + ", " + declaration.year() + ", as of "
                    + facts.before().atZone(declaration.zone()).toOffsetDateTime());
            table(declaration, facts, calendar).print(out);
        }
    }

    private static Instant asked(Instant asked, Declaration declaration) {
        return asked == null ? declaration.period().end() : asked;
    }

    private TextTable table(Declaration declaration, HeldEvents facts, WorkingCalendar calendar) {
        TextTable table = new TextTable();
        table.row("verdict", "name", "actual", "target", "chance", "80 %", "sentence");
        for (Indicator indicator : declaration.indicators()) {
            Evaluation found = Evaluation.of(indicator, declaration, facts, calendar);
            table.row(
                    found.verdict().word()
                            + (found.hearing() == Hearing.HEARD ? "" : found.stale() ? " (stale)" : " (never heard)"),
                    indicator.name(),
                    found.actual()
                            .map(actual -> Digits.beside(actual, found.target()).toPlainString())
                            .orElse("-"),
                    found.target().map(Target::words).orElse("-"),
                    found.probability()
                            .map(chance -> chance.movePointRight(2)
                                            .setScale(0, RoundingMode.HALF_UP)
                                            .toPlainString() + " %")
                            .orElse("-"),
                    found.forecast()
                            .expected()
                            .map(said -> said.low().toPlainString() + " to "
                                    + said.high().toPlainString())
                            .orElse("-"),
                    language.of(found.sentence())
                            + found.standing(indicator, declaration.zone())
                                    .map(beside -> "; " + language.of(beside.words()))
                                    .orElse(""));
        }
        return table;
    }

    private Instant instant(String text) {
        try {
            return OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException wrong) {
            throw mistake(
                    "--at must be a date and time with its offset, such as 2024-07-01T00:00:00+08:00, not " + text);
        }
    }

    private static String counted(long number, String noun) {
        return number + " " + noun + (number == 1 ? "" : "s");
    }

    private CommandLine.ParameterException mistake(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }
}
