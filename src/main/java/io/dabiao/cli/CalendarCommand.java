package io.dabiao.cli;

import io.dabiao.declare.CalendarReader;
import io.dabiao.declare.PublicHolidays;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Makes a working-day calendar of public holiday data. */
@Command(
        name = "calendar",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "Makes the working-day calendar of a year from public holiday data: JSON with days of name, date and isOffDay, or"
                    + " iCalendar. What is printed belongs into the folder of DABIAO_CALENDARS.",
            "Hold it against the State Council's notice before it is used: it decides which days count."
        },
        footer = {"", "Example: dabiao calendar 2027.json --year 2027 --notice 国办发明电〔2026〕9号 > calendars/2027.yaml"})
final class CalendarCommand implements Callable<Integer> {

    @Spec
    private CommandSpec spec;

    @Parameters(arity = "1", paramLabel = "FILE", description = "The data.")
    private Path file;

    @Option(names = "--year", required = true, paramLabel = "YEAR", description = "The year.")
    private int year;

    @Option(names = "--notice", required = true, paramLabel = "TEXT", description = "The notice that published it.")
    private String notice;

    @Override
    public Integer call() throws IOException {
        if (!Files.isRegularFile(file)) {
            throw new CommandLine.ParameterException(spec.commandLine(), "there is no file " + file);
        }
        PublicHolidays read;
        try {
            read = PublicHolidays.read(Files.readString(file, StandardCharsets.UTF_8));
        } catch (PublicHolidays.Unreadable told) {
            throw new CommandFailure(file + ": " + told.getMessage());
        }
        String yaml = read.yaml(year, notice)
                .orElseThrow(() -> new CommandFailure(file + " says nothing of " + year + ", only of " + read.years()));
        if (CalendarReader.read(year + ".yaml", yaml) instanceof CalendarReader.CalendarReading.Refused refused) {
            throw new CommandFailure(
                    file + " makes no calendar: " + refused.faults().get(0));
        }
        spec.commandLine().getOut().print(yaml);
        spec.commandLine().getOut().flush();
        return CommandLine.ExitCode.OK;
    }
}
