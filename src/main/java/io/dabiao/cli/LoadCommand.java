package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.PrintWriter;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Locale;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Runs a declared load check at a running service, and watches it to its end. */
@Command(
        name = "load",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Starts a site's declared load check at a running service, shows how it goes, and says what it found.",
            "Ctrl-C ends the run. The load comes from the service's machine, not from this one."
        },
        footer = {
            "",
            "The token comes from --token, or from DABIAO_TOKEN or DABIAO_ADMIN_TOKEN in the environment; it needs the"
                    + " role admin.",
            "Exit codes: 0 every level was sustained; 1 one was not, or it could not be run to its end.",
            "",
            "Example: dabiao load portal"
        })
final class LoadCommand implements Callable<Integer> {

    private static final Duration LOOK_EVERY = Duration.ofMillis(500);
    private static final int LOOKS_FOR_THE_END = 40;
    private static final Duration LONGEST_START = Duration.ofSeconds(30);

    @Spec
    private CommandSpec spec;

    @Mixin
    private ServiceOptions options;

    @Parameters(arity = "1", paramLabel = "SITE", description = "The site, as its load check is declared.")
    private String site;

    @Override
    public Integer call() {
        ServiceClient service = options.service();
        Watched run = new Watched(service);
        // Before the run begins: an answer that is still on its way must not leave one behind that no one ends.
        Thread interrupted = new Thread(run::abort, "dabiao-load-abort");
        Runtime.getRuntime().addShutdownHook(interrupted);
        JsonNode found;
        try {
            run.start("/api/v1/load-checks/" + URLEncoder.encode(site, StandardCharsets.UTF_8) + "/runs");
            found = run.toItsEnd();
        } finally {
            if (!run.aborted) {
                Runtime.getRuntime().removeShutdownHook(interrupted);
            }
        }
        tell(found);
        return found.path("outcome").asText().equals("sustained") ? CommandLine.ExitCode.OK : Commands.FOUND;
    }

    private void tell(JsonNode found) {
        PrintWriter out = spec.commandLine().getOut();
        TextTable table = new TextTable();
        table.row("users", "outcome", "requests/s", "errors", "p50", "p95", "p99");
        for (JsonNode level : found.path("evidence").path("levels")) {
            JsonNode seconds = level.path("seconds");
            table.row(
                    level.path("users").asText(),
                    level.path("outcome").asText(),
                    String.format(
                            Locale.ROOT, "%.1f", level.path("requestsPerSecond").asDouble()),
                    String.format(
                            Locale.ROOT, "%.2f %%", level.path("errorShare").asDouble() * 100),
                    millis(seconds.path("p50")),
                    millis(seconds.path("p95")),
                    millis(seconds.path("p99")));
        }
        table.print(out);
        out.println();
        out.println(
                found.path("outcome").asText() + ": " + found.path("sentence").asText());
        out.println(
                found.path("users").isNull()
                        ? "Nothing is said of the site."
                        : site + " sustains " + found.path("users").asText() + " users at once.");
        out.flush();
    }

    private static String millis(JsonNode seconds) {
        return seconds.isMissingNode() ? "-" : String.format(Locale.ROOT, "%.0f ms", seconds.asDouble() * 1e3);
    }

    /** A run that this command has started. */
    private final class Watched {

        private final ServiceClient service;
        private final CompletableFuture<String> started = new CompletableFuture<>();
        private final PrintWriter err = spec.commandLine().getErr();
        /** On a terminal one line is written over and over; in a file each phase of a level is a line. */
        private final boolean terminal = System.console() != null;

        private volatile boolean aborted;
        private String told = "";

        Watched(ServiceClient service) {
            this.service = service;
        }

        void start(String runs) {
            try {
                started.complete("/api/v1/load-checks/runs/"
                        + service.post(runs).path("id").asText());
            } catch (CommandFailure refused) {
                started.completeExceptionally(refused);
                throw refused;
            }
        }

        JsonNode toItsEnd() {
            while (true) {
                JsonNode run = look();
                if (!run.path("ended").isNull()) {
                    if (terminal) {
                        err.println();
                    }
                    return run;
                }
                progress(run.path("progress"));
                ServiceClient.pause(LOOK_EVERY);
            }
        }

        private JsonNode look() {
            String path = started.join();
            return service.get(path)
                    .orElseThrow(() -> new CommandFailure("this token may not see the run; it goes on: " + path));
        }

        private void progress(JsonNode progress) {
            if (!progress.isObject()) {
                return;
            }
            String phase = progress.path("level").asText() + " users, "
                    + progress.path("phase").asText();
            String line = String.format(
                    Locale.ROOT,
                    "%s, %.0f s left: %,d requests, %,d errors, p95 %.0f ms",
                    phase,
                    progress.path("secondsLeft").asDouble(),
                    progress.path("requests").asLong(),
                    progress.path("errors").asLong(),
                    progress.path("p95Seconds").asDouble() * 1e3);
            if (terminal) {
                err.print("\r" + line + "    ");
                err.flush();
            } else if (!phase.equals(told)) {
                told = phase;
                err.println(line);
            }
        }

        /** Called when this process is to end before the run has: no one would watch it any more. */
        void abort() {
            aborted = true;
            try {
                String path = started.get(LONGEST_START.toSeconds(), TimeUnit.SECONDS);
                service.delete(path);
                JsonNode run = look();
                for (int looks = 0; run.path("ended").isNull() && looks < LOOKS_FOR_THE_END; looks++) {
                    ServiceClient.pause(LOOK_EVERY);
                    run = look();
                }
                err.println();
                err.println(
                        run.path("ended").isNull()
                                ? "dabiao: the run was told to end and has not yet: " + path
                                : "dabiao: the run has ended, "
                                        + run.path("outcome").asText());
            } catch (ExecutionException refused) {
                // There is no run.
            } catch (TimeoutException unanswered) {
                err.println("dabiao: the service has not answered; where it has begun a run, that goes on");
            } catch (InterruptedException stopped) {
                Thread.currentThread().interrupt();
            } catch (CommandFailure failed) {
                err.println("dabiao: the run may go on: " + failed.getMessage());
            }
            err.flush();
        }
    }
}
