package io.dabiao.cli;

import io.dabiao.audit.AuditChain;
import io.dabiao.audit.AuditLog;
import io.dabiao.database.Transactions;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jdbi.v3.core.JdbiException;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Checks that the audit log in the database is the one that was written. */
@Command(
        name = "audit",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {
            "verify reads the whole audit log and computes its chain of hashes again: an entry that was changed, removed or"
                    + " put between others shows. The service may run.",
            "The chain has no secret. Someone who can change the database can compute it again from the changed entry on;"
                    + " --head shows that too. The service writes the head to its log each day, and every export bears it."
        },
        footer = {
            "",
            "Exit codes: 0 the log is whole; 1 it is not.",
            "Example: dabiao audit verify --head 1204:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
        })
final class AuditCommand implements Callable<Integer> {

    /** What can be done. */
    enum Act {
        VERIFY
    }

    private static final Pattern HEAD = Pattern.compile("(\\d{1,18}):([0-9a-f]{64})");

    @Spec
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "ACT", description = "verify.")
    private Act act;

    @Option(
            names = "--head",
            paramLabel = "NUMBER:HASH",
            description = "A head that was noted earlier and must be part of the chain.")
    private String head;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "The service's data directory (DABIAO_DATA_DIR, data).")
    private Path directory;

    @Override
    public Integer call() {
        Optional<AuditLog.Head> kept = Optional.ofNullable(head).map(this::head);
        AuditChain.Finding finding = Database.configured(directory).use(source -> {
            try (Connection connection = source.getConnection()) {
                connection.setAutoCommit(false);
                connection.setReadOnly(true);
                connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
                return AuditChain.verify(Transactions.on(connection), kept);
            } catch (SQLException away) {
                throw new CommandFailure("the audit log cannot be read: " + away.getMessage());
            } catch (JdbiException refused) {
                throw new CommandFailure(
                        "the audit log cannot be read: " + refused.getCause().getMessage());
            }
        });
        if (finding instanceof AuditChain.Finding.Broken broken) {
            spec.commandLine().getErr().println("the audit log is broken: " + broken.reason());
            return Commands.FOUND;
        }
        AuditChain.Finding.Whole whole = (AuditChain.Finding.Whole) finding;
        spec.commandLine().getOut().printf("%,d entries, whole; head %s%n", whole.entries(), whole.head());
        return CommandLine.ExitCode.OK;
    }

    private AuditLog.Head head(String text) {
        Matcher parts = HEAD.matcher(text.strip());
        if (!parts.matches()) {
            throw new CommandLine.ParameterException(
                    spec.commandLine(), "--head is a number, a colon and 64 hexadecimal digits, not '" + text + "'");
        }
        return new AuditLog.Head(Long.parseLong(parts.group(1)), parts.group(2));
    }
}
