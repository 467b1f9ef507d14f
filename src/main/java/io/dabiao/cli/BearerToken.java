package io.dabiao.cli;

import io.dabiao.settings.SecretFiles;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/** The token with which a command speaks to the service. */
final class BearerToken {

    private BearerToken() {}

    /**
     * As given with {@code --token}, else of the environment.
     *
     * @param given null where it was not
     */
    static String of(String given, CommandSpec spec) {
        return Stream.of(Optional.ofNullable(given), environment("DABIAO_TOKEN"), environment("DABIAO_ADMIN_TOKEN"))
                .flatMap(Optional::stream)
                .filter(token -> !token.isBlank())
                .findFirst()
                .orElseThrow(() -> new CommandLine.ParameterException(
                        spec.commandLine(),
                        "a token is needed: --token, or DABIAO_TOKEN or DABIAO_TOKEN_FILE in the environment"));
    }

    private static Optional<String> environment(String variable) {
        String file = System.getenv(variable + "_FILE");
        if (file != null && !file.isBlank()) {
            try {
                return Optional.of(SecretFiles.read(variable + "_FILE", Path.of(file)));
            } catch (IllegalArgumentException unreadable) {
                throw new CommandFailure(unreadable.getMessage());
            }
        }
        return Optional.ofNullable(System.getenv(variable));
    }
}
