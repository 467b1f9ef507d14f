package io.dabiao.cli;

import io.dabiao.core.text.Language;
import io.dabiao.launch.StartRefused;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Locale;
import picocli.CommandLine;
import picocli.CommandLine.Command;

/**
 * The root of the command line. Exit codes: 0 well, 1 something was found wrong or could not be done, 2 a mistake in the
 * command itself.
 */
@Command(
        name = "dabiao",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        synopsisSubcommandLabel = "COMMAND",
        header = "Dabiao (达标): declared targets become live checks.",
        description = {"", "Without a command, java -jar starts the service; ./dabiao shows this help.", ""},
        commandListHeading = "%nCommands:%n",
        footer = {
            "",
            "Exit codes: 0 well; 1 faults found, or not done; 2 a mistake in the command.",
            "dabiao COMMAND --help tells more."
        })
public final class Commands {

    static final int FOUND = CommandLine.ExitCode.SOFTWARE;

    private Commands() {}

    /** Runs one command on the process's streams; answers with its exit code. */
    public static int run(String[] arguments, Clock clock) {
        CommandLine line = line(clock);
        // Names and sentences are Chinese: a terminal that cannot show UTF-8 would show question marks instead.
        line.setOut(new PrintWriter(System.out, true, StandardCharsets.UTF_8));
        line.setErr(new PrintWriter(System.err, true, StandardCharsets.UTF_8));
        return line.execute(arguments);
    }

    static CommandLine line(Clock clock) {
        return new CommandLine(new Commands())
                .addSubcommand(new ServeCommand())
                .addSubcommand(new CheckCommand(clock))
                .addSubcommand(new BacktestCommand(clock))
                .addSubcommand(new ImportCommand())
                .addSubcommand(new CarryForwardCommand())
                .addSubcommand(new UploadCommand())
                .addSubcommand(new DemoCommand(clock))
                .addSubcommand(new BackupCommand(clock))
                .addSubcommand(new RestoreCommand(clock))
                .addSubcommand(new ArchiveCommand())
                .addSubcommand(new AuditCommand())
                .addSubcommand(new LoadCommand())
                .addSubcommand(new CalendarCommand())
                .addSubcommand(new SendCommand())
                .addSubcommand(new TypesCommand())
                .addSubcommand(new IndicatorsCommand())
                .addSubcommand(new WhyCommand())
                .addSubcommand(new ReportCommand())
                .addSubcommand(new DeclareCommand())
                .addSubcommand(new ApproveCommand())
                .addSubcommand(new ApplyCommand())
                .addSubcommand(new AlertsCommand())
                .addSubcommand(new AckCommand())
                .addSubcommand(new SilenceCommand())
                .addSubcommand(new SourceCommand())
                .addSubcommand(new TokenCommand())
                .addSubcommand(new CompletionCommand())
                .setUsageHelpAutoWidth(true)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .registerConverter(Language.class, Commands::language)
                .setParameterExceptionHandler(Commands::misused)
                .setExecutionExceptionHandler((failure, command, parsed) -> failed(failure, command));
    }

    private static Language language(String word) {
        return Language.named(word.toLowerCase(Locale.ROOT))
                .orElseThrow(() -> new CommandLine.TypeConversionException(
                        "languages are " + Language.words() + ", not '" + word + "'"));
    }

    private static int misused(CommandLine.ParameterException mistake, String[] arguments) {
        CommandLine command = mistake.getCommandLine();
        command.getErr().println("dabiao: " + mistake.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(mistake, command.getErr());
        command.getErr().println("dabiao: see " + command.getCommandSpec().qualifiedName() + " --help");
        return command.getCommandSpec().exitCodeOnInvalidInput();
    }

    /** One line and no stack trace: the one who reads it wants to know what to do. */
    private static int failed(Exception failure, CommandLine command) {
        String message = failure.getMessage();
        command.getErr()
                .println("dabiao: "
                        + ((failure instanceof CommandFailure || failure instanceof StartRefused) && message != null
                                ? message
                                : failure.toString()));
        return command.getCommandSpec().exitCodeOnExecutionException();
    }
}
