package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.declare.Calendars;
import io.dabiao.declare.Catalogue;
import io.dabiao.demo.DemoYear;
import io.dabiao.yaml.ResourceFolder;
import java.io.PrintWriter;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Plays a synthetic year into a running service, and takes it out again. */
@Command(
        name = "demo",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Plays a synthetic year into a running service.",
            "Some sixty thousand events of every type, with stories in them that go well and stories that do not."
                    + " Playing it again adds nothing twice. All its sources are called " + DemoYear.SOURCES
                    + "…; --remove takes them out again."
        },
        footer = {
            "",
            "The token comes from --token, or from DABIAO_TOKEN or DABIAO_ADMIN_TOKEN in the environment. Values that"
                    + " a person reports need the role report or admin, --remove needs admin."
        })
final class DemoCommand implements Callable<Integer> {

    /** Lines of one request, where no one watches. */
    private static final int AT_ONCE = 4_000;

    private static final int FIRST_YEAR = 2000;
    private static final double FASTEST = 1_000;

    private final Clock clock;

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceOptions options;

    @Option(
            names = "--year",
            paramLabel = "YEAR",
            description = "The year to play (the current one, up to now). A finished year shows what was missed.")
    private Integer year;

    @Option(
            names = "--speed",
            paramLabel = "DAYS",
            description = "Days per second, for watching it live (as fast as the service takes them).")
    private Double speed;

    @Option(
            names = "--seed",
            paramLabel = "N",
            defaultValue = "1",
            description = "Another seed is another year; one service should see one of them (${DEFAULT-VALUE}).")
    private long seed;

    @Option(names = "--remove", description = "Remove everything that a demonstration wrote.")
    private boolean remove;

    DemoCommand(Clock clock) {
        this.clock = clock;
    }

    @Override
    public Integer call() {
        ServiceClient service = options.service();
        if (remove) {
            return remove(service);
        }
        if (speed != null && !(speed > 0 && speed <= FASTEST)) {
            throw mistake("--speed must be above 0 and at most 1000 days per second; without it nothing waits");
        }
        Instant now = clock.instant();
        int played = year == null ? DemoYear.yearOf(now) : year;
        if (played < FIRST_YEAR || played > DemoYear.yearOf(now)) {
            throw mistake("--year must be from " + FIRST_YEAR + " to the current one: what lies ahead is not taken");
        }
        List<Integer> declared = declaredYears(service);
        if (!declared.isEmpty() && !declared.contains(played)) {
            throw mistake("nothing is declared for " + played + "; declared are " + declared);
        }
        Playing playing = new Playing(service);
        demoYear(played).play(now, playing::day);
        playing.finish();
        service.get("/api/v1/years/" + played + "/indicators")
                .ifPresentOrElse(
                        indicators -> summarise(service, indicators, played, declared),
                        () -> spec.commandLine().getOut().println("What they come to needs a token that may read."));
        return CommandLine.ExitCode.OK;
    }

    /** Asked first: sixty thousand events of a year without targets would show nothing. Empty where no one may know. */
    private List<Integer> declaredYears(ServiceClient service) {
        return service.get("/api/v1/years").stream()
                .flatMap(JsonNode::valueStream)
                .map(one -> one.path("year").asInt())
                .toList();
    }

    /** Names and budgets are those of the shipped forms: they stay the same when a form is carried to another year. */
    private DemoYear demoYear(int played) {
        List<Declaration> declarations = Catalogue.load(ResourceFolder.shipped("catalogue")).entries().stream()
                .map(Catalogue.Entry::declaration)
                .toList();
        WorkingCalendar calendar =
                Calendars.load(ResourceFolder.shipped("calendars")).calendar();
        return new DemoYear(played, seed, declarations, calendar);
    }

    private int remove(ServiceClient service) {
        spec.commandLine().getErr().println("removing, and recomputing what it had touched …");
        long events = service.delete("/api/v1/demonstration").path("events").asLong();
        spec.commandLine()
                .getOut()
                .println(
                        events == 0
                                ? "There was no event of a demonstration."
                                : String.format("%,d events of the demonstration are removed.", events));
        return CommandLine.ExitCode.OK;
    }

    /** The play under way: what waits to be sent, what was answered, and what is told meanwhile. */
    private final class Playing {

        private final ServiceClient service;
        private final PrintWriter err = spec.commandLine().getErr();
        /** On a terminal one line is written over and over; in a file each month is a line. */
        private final boolean terminal = System.console() != null;

        private final List<String> waiting = new ArrayList<>();
        private final List<ServiceClient.Rejection> rejections = new ArrayList<>();
        private final long begun = System.nanoTime();
        private int days;
        private long accepted;
        private long duplicates;
        private long conflicting;
        private long rejected;

        Playing(ServiceClient service) {
            this.service = service;
        }

        void day(DemoYear.Sending sending) {
            waiting.addAll(sending.lines());
            days++;
            if (speed != null) {
                long due = begun + (long) (days / speed * Duration.ofSeconds(1).toNanos());
                ServiceClient.pause(Duration.ofNanos(Math.max(0, due - System.nanoTime())));
            }
            if (speed != null || waiting.size() >= AT_ONCE) {
                send();
            }
            if (terminal) {
                err.print("\r" + sending.day() + counts());
                err.flush();
            } else if (sending.day().plusDays(1).getDayOfMonth() == 1) {
                err.println(sending.day() + counts());
            }
        }

        private void send() {
            if (!waiting.isEmpty()) {
                ServiceClient.Receipt receipt = service.send(waiting);
                accepted += receipt.accepted();
                duplicates += receipt.duplicates();
                conflicting += receipt.conflicting();
                rejected += receipt.rejectedTotal();
                rejections.addAll(receipt.rejected());
                waiting.clear();
            }
        }

        private String counts() {
            return String.format("  %,d accepted, %,d duplicates, %d rejected", accepted, duplicates, rejected);
        }

        void finish() {
            send();
            if (terminal) {
                err.println();
            }
            PrintWriter out = spec.commandLine().getOut();
            out.printf(
                    "%d days sent: %,d events accepted, %,d duplicates (%d of them said something else), %d rejected%n",
                    days, accepted, duplicates, conflicting, rejected);
            rejections.stream()
                    .filter(one -> !one.reason().equals("not_permitted"))
                    .limit(EventFile.SHOWN)
                    .forEach(one -> out.println("  rejected on purpose: " + one.id() + ": " + one.detail()));
            long notPermitted = rejections.stream()
                    .filter(one -> one.reason().equals("not_permitted"))
                    .count();
            if (notPermitted > 0) {
                out.println("  " + notPermitted + " reported values need a token with the role report or admin");
            }
        }
    }

    private void summarise(ServiceClient service, JsonNode indicators, int played, List<Integer> declared) {
        PrintWriter out = spec.commandLine().getOut();
        Map<Verdict, Long> verdicts = new TreeMap<>();
        long stale = 0;
        boolean draft = false;
        for (JsonNode indicator : indicators) {
            verdicts.merge(Verdict.ofWord(indicator.path("verdict").asText()), 1L, Long::sum);
            stale += indicator.path("stale").asBoolean() ? 1 : 0;
            draft |= indicator.path("draft").asBoolean();
        }
        out.println();
        out.println("The " + indicators.size() + " indicators of " + played + (draft ? " (drafts)" : "") + ":");
        verdicts.forEach((verdict, number) -> out.printf(
                "  %-10s %3d  %s%n", verdict.word(), number, verdict.words().chinese()));
        out.println("  stale      " + String.format("%3d", stale) + "  among them");
        out.println();
        Stream.of(
                        example(indicators, Verdict.BREACHED, Verdict.MISSED),
                        example(indicators, Verdict.AT_RISK, Verdict.ON_TRACK, Verdict.NO_DATA),
                        example(indicators, Verdict.MET, Verdict.UNDECLARED))
                .flatMap(Optional::stream)
                .forEach(one -> out.println("  " + one.path("sentenceZh").asText()));
        String years = service.base() + "/api/v1/years/" + played;
        String looked = verdicts.containsKey(Verdict.BREACHED) ? "breached" : "missed";
        out.println();
        out.println("To look at next (with the header Authorization: Bearer …):");
        out.println("  " + years + "/indicators?verdict=" + looked);
        out.println("  " + years + "/indicators/resource-sharing/hotline-answer-rate?at=" + played
                + "-09-01T00:00:00%2B08:00");
        out.println("  " + service.base() + "/q/swagger-ui");
        declared.stream()
                .filter(finished -> finished < played && played == DemoYear.yearOf(clock.instant()))
                .max(Integer::compareTo)
                .ifPresent(finished ->
                        out.println("A finished year shows what was missed: dabiao demo --year " + finished));
        out.println("To take it all out again: dabiao demo --remove");
    }

    /** The first indicator with the first of the verdicts that there is. */
    private static Optional<JsonNode> example(JsonNode indicators, Verdict... verdicts) {
        return Stream.of(verdicts)
                .flatMap(verdict -> indicators
                        .valueStream()
                        .filter(one -> one.path("verdict").asText().equals(verdict.word())))
                .findFirst();
    }

    private CommandLine.ParameterException mistake(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }
}
