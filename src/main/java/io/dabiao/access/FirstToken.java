package io.dabiao.access;

import io.dabiao.access.person.People;
import io.dabiao.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.io.Console;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;
import org.jboss.logging.Logger;

/**
 * Tells the token of the first administrator that this service drew: to a terminal, where people see it and nothing keeps it; otherwise in a file of
 * the data directory that only the service's user may read, until there is an administrator. Never in the log, which others read and ship on.
 */
@ApplicationScoped
public class FirstToken {

    private static final Logger LOG = Logger.getLogger(FirstToken.class);
    private static final String FILE = "first-admin-token";

    private final Path file;
    private final Optional<Console> terminal;
    private final BooleanSupplier wantsFirst;

    @Inject
    FirstToken(Settings settings, People people) {
        this(settings.dataDir(), terminal(), people::wantsFirst);
    }

    FirstToken(Path directory, Optional<Console> terminal, BooleanSupplier wantsFirst) {
        this.file = directory.resolve(FILE).toAbsolutePath();
        this.terminal = terminal;
        this.wantsFirst = wantsFirst;
    }

    /** Since Java 22 there is a console where there is no terminal, too. */
    private static Optional<Console> terminal() {
        return Optional.ofNullable(System.console()).filter(console -> {
            try {
                return (boolean) Console.class.getMethod("isTerminal").invoke(console);
            } catch (NoSuchMethodException older) {
                return true;
            } catch (ReflectiveOperationException refused) {
                throw new IllegalStateException("Console.isTerminal cannot be asked", refused);
            }
        });
    }

    /** Call before the token is stored: where it cannot be told it must not be. */
    void tell(String bearer) {
        if (terminal.isPresent()) {
            terminal.get().printf("The first administrator's token, shown this once: %s%n", bearer);
            return;
        }
        try {
            Files.createDirectories(file.getParent());
            // One of a start that got no further.
            Files.deleteIfExists(file);
            try (SeekableByteChannel channel = Files.newByteChannel(
                    file,
                    Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE, StandardOpenOption.SYNC),
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
                ByteBuffer text = ByteBuffer.wrap((bearer + "\n").getBytes(StandardCharsets.UTF_8));
                while (text.hasRemaining()) {
                    channel.write(text);
                }
            }
        } catch (IOException unwritable) {
            throw new UncheckedIOException(
                    "the first administrator's token cannot be written to " + file
                            + ": make the data directory writable, or set DABIAO_ADMIN_TOKEN_FILE",
                    unwritable);
        }
        LOG.infof("The first administrator's token is in %s until there is an administrator's account", file);
    }

    /** Deletes the file once there is an administrator. */
    public void forgetWhenUsed() {
        if (Files.exists(file) && !wantsFirst.getAsBoolean()) {
            try {
                Files.deleteIfExists(file);
                LOG.infof("%s is deleted: there is an administrator's account", file);
            } catch (IOException kept) {
                throw new UncheckedIOException("delete " + file + " by hand: it holds a token", kept);
            }
        }
    }
}
