package io.dabiao.cli;

import io.dabiao.core.calendar.Grain;
import io.dabiao.core.calendar.Period;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Digits;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.declaration.Target;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.forecast.Forecast;
import io.dabiao.core.rollup.HeldEvents;
import io.dabiao.core.text.Language;
import io.dabiao.declare.Calendars;
import io.dabiao.declare.Catalogue;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.ResourceFolder;
import java.io.IOException;
import java.io.PrintWriter;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Replays a finished year and prints what was forecast each month, beside what came of it. Needs no service. */
@Command(
        name = "backtest",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Replays a finished year from declaration files and a file of events, and prints what",
            "was forecast at the end of each month, beside what came of it.",
            "",
            "A cell is the probability, in percent, that the target will be met;",
            "  !  marks at risk, x broken for the time being or for good, + met already,",
            "  .  too early to say, and - that nothing is forecast.",
            "After the tables it is told what the forecasts were worth: their Brier score, how often",
            "the 80 % interval held, and whether what was said happened as often as it was said."
        },
        footer = {
            "",
            "Example: dabiao backtest declarations/2024 --events 2024.ndjson.gz",
            "         dabiao backtest declarations/2024 --events 2024.ndjson.gz --indicator hotline-answer-rate",
            "         dabiao backtest declarations/2024 --events 2024.ndjson.gz --half-months --format csv"
        })
final class BacktestCommand implements Callable<Integer> {

    /** The 16th begins the second half of a month. */
    private static final int HALF = 15;

    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1..*", paramLabel = "FILE", description = "Declaration files, or folders of them.")
    private List<Path> files;

    @Option(
            names = "--events",
            required = true,
            paramLabel = "EVENTS",
            description = "CloudEvents, one a line (NDJSON), compressed with gzip or not.")
    private Path events;

    @Option(
            names = "--indicator",
            paramLabel = "ID",
            description = "Only this indicator, month by month with the expected value and the sentence.")
    private String indicator;

    @Option(names = "--half-months", description = "At the 1st and the 16th of each month, not only at its end.")
    private boolean halfMonths;

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "text",
            description = "text, or one row a forecast with its outcome as csv or json (${DEFAULT-VALUE}).")
    private Format format;

    @Option(
            names = "--language",
            completionCandidates = LanguageWords.class,
            paramLabel = "LANGUAGE",
            defaultValue = "zh",
            description = "Language of the sentences: zh or en (${DEFAULT-VALUE}).")
    private Language language;

    /** In what form it is told. */
    enum Format {
        text,
        csv,
        json
    }

    BacktestCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(events)) {
            throw mistake("there is no file " + events);
        }
        PrintWriter out = spec.commandLine().getOut();
        Catalogue.Loaded loaded = Catalogue.load(DeclarationFiles.read(files, spec.commandLine()));
        for (List<Fault> faults : loaded.refused().values()) {
            faults.forEach(out::println);
        }
        if (!loaded.refused().isEmpty()) {
            return Commands.FOUND;
        }
        List<Declaration> declarations = loaded.entries().stream()
                .map(Catalogue.Entry::declaration)
                .filter(declaration ->
                        indicator == null || declaration.indicator(indicator).isPresent())
                .toList();
        if (declarations.isEmpty()) {
            throw mistake("no declaration has an indicator '" + indicator + "'");
        }
        Instant latest = declarations.stream()
                .map(declaration -> declaration.period().end())
                .max(Comparator.naturalOrder())
                .orElseThrow();
        // Who replays a year means its events to be believed, whatever the clock says.
        EventFile read = EventFile.read(events, latest.isAfter(clock.instant()) ? latest : clock.instant());
        WorkingCalendar calendar =
                Calendars.load(ResourceFolder.shipped("calendars")).calendar();
        TreeMap<Instant, HeldEvents> heldAt = new TreeMap<>();
        List<BacktestRow> rows = new ArrayList<>();
        for (Declaration declaration : declarations) {
            List<HeldEvents> facts = new ArrayList<>();
            List<Instant> instants = instants(declaration.period());
            instants.forEach(at -> facts.add(heldAt.computeIfAbsent(at, read::known)));
            // What the year came to is told by all that is known of it, whenever it arrived.
            HeldEvents whole =
                    new HeldEvents(read.events(), declaration.period().end());
            facts.set(facts.size() - 1, whole);
            for (Indicator one : declaration.indicators()) {
                if (indicator == null || one.id().equals(indicator)) {
                    rows.addAll(BacktestRow.of(declaration, one, facts, calendar));
                }
            }
            if (format != Format.text) {
                continue;
            }
            out.println();
            out.println(declaration.name() + ", " + declaration.year());
            if (indicator == null) {
                summary(declaration, facts, calendar).print(out);
            } else {
                course(declaration, declaration.indicator(indicator).orElseThrow(), facts, calendar)
                        .print(out);
            }
        }
        switch (format) {
            case text -> BacktestRow.summary(rows, read.arrivals() > 0).forEach(out::println);
            case csv -> out.print(BacktestRow.csv(rows));
            case json -> out.println(BacktestRow.json(rows, read.arrivals() > 0));
        }
        out.flush();
        return CommandLine.ExitCode.OK;
    }

    /** The first moment of each month after the first, and the end of the period. */
    private List<Instant> instants(Period period) {
        List<Instant> instants = new ArrayList<>();
        for (LocalDate day = Grain.MONTH.next(Grain.MONTH.startOf(period.from()));
                day.isBefore(period.until());
                day = Grain.MONTH.next(day)) {
            if (halfMonths) {
                instants.add(day.minusMonths(1)
                        .plusDays(HALF)
                        .atStartOfDay(period.zone())
                        .toInstant());
            }
            instants.add(day.atStartOfDay(period.zone()).toInstant());
        }
        LocalDate lastHalf = Grain.MONTH.startOf(period.until().minusDays(1)).plusDays(HALF);
        if (halfMonths && lastHalf.isBefore(period.until())) {
            instants.add(lastHalf.atStartOfDay(period.zone()).toInstant());
        }
        instants.removeIf(at -> !at.isAfter(period.start()));
        instants.add(period.end());
        return instants;
    }

    private TextTable summary(Declaration declaration, List<HeldEvents> facts, WorkingCalendar calendar) {
        TextTable table = new TextTable();
        List<String> head = new ArrayList<>();
        facts.subList(0, facts.size() - 1)
                .forEach(month ->
                        head.add(day(month, declaration).minusDays(1).toString().substring(5, halfMonths ? 10 : 7)));
        head.addAll(List.of("outcome", "actual", "target", "name"));
        table.row(head.toArray(String[]::new));
        for (Indicator one : declaration.indicators()) {
            List<String> cells = new ArrayList<>();
            for (HeldEvents month : facts.subList(0, facts.size() - 1)) {
                cells.add(cell(Evaluation.of(one, declaration, month, calendar)));
            }
            Evaluation outcome = Evaluation.of(one, declaration, facts.get(facts.size() - 1), calendar);
            cells.add(outcome.verdict().word());
            cells.add(actual(outcome));
            cells.add(outcome.target().map(Target::words).orElse("-"));
            cells.add(one.name());
            table.row(cells.toArray(String[]::new));
        }
        return table;
    }

    private static LocalDate day(HeldEvents facts, Declaration declaration) {
        return facts.before().atZone(declaration.zone()).toLocalDate();
    }

    /** At most four characters: a probability and a mark. */
    private static String cell(Evaluation evaluation) {
        String mark = switch (evaluation.verdict()) {
            case AT_RISK -> "!";
            case BREACHED -> "x";
            case MET -> "+";
            case ON_TRACK, MISSED, NO_DATA, UNDECLARED -> "";
        };
        if (evaluation.forecast() instanceof Forecast.Expected expected) {
            return percent(expected.probability()) + mark;
        }
        return (evaluation.forecast() instanceof Forecast.TooEarly ? "." : "-") + mark;
    }

    private static String percent(BigDecimal probability) {
        return probability.movePointRight(2).setScale(0, RoundingMode.HALF_UP).toPlainString();
    }

    private TextTable course(Declaration declaration, Indicator one, List<HeldEvents> facts, WorkingCalendar calendar) {
        TextTable table = new TextTable();
        table.row("until", "verdict", "actual", "chance", "expected", "80 %", one.name());
        for (HeldEvents month : facts) {
            Evaluation found = Evaluation.of(one, declaration, month, calendar);
            Optional<Forecast.Expected> expected = found.forecast().expected();
            table.row(
                    day(month, declaration).minusDays(1).toString(),
                    found.verdict().word(),
                    actual(found),
                    expected.map(forecast -> percent(forecast.probability()) + " %")
                            .orElse("-"),
                    expected.map(forecast -> forecast.value().toPlainString()).orElse("-"),
                    expected.map(forecast -> forecast.low().toPlainString() + " to "
                                    + forecast.high().toPlainString())
                            .orElse("-"),
                    found.verdict() == Verdict.MET || found.verdict() == Verdict.MISSED
                            ? language.of(found.sentence())
                            : language.of(found.forecast().words()));
        }
        return table;
    }

    private static String actual(Evaluation evaluation) {
        return evaluation
                .actual()
                .map(value -> Digits.beside(value, evaluation.target()).toPlainString())
                .orElse("-");
    }

    private CommandLine.ParameterException mistake(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }
}
