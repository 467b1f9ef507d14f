package io.dabiao.cli;

import io.dabiao.launch.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Starts the service. An option is the configuration of that name, and stands above the environment. */
@Command(
        name = "serve",
        mixinStandardHelpOptions = true,
        versionProvider = Version.class,
        description = {"Starts the service.", "With an embedded PostgreSQL, unless another database is configured."},
        footer = {
            "",
            "Environment: QUARKUS_HTTP_PORT, DABIAO_DATA_DIR, DABIAO_ADMIN_TOKEN (where it is unset, a token is drawn"
                    + " at the first start: printed once to a terminal, else written to first-admin-token in the data"
                    + " directory), QUARKUS_DATASOURCE_JDBC_URL for an external PostgreSQL."
        })
final class ServeCommand implements Callable<Integer> {

    private static final int LARGEST_PORT = 65_535;

    @Spec
    private CommandSpec spec;

    @Option(names = "--port", paramLabel = "PORT", description = "The HTTP port; 0 for any free one (8080).")
    private Integer port;

    @Option(
            names = "--data-dir",
            paramLabel = "DIR",
            description = "Where the embedded database and its settings live (data).")
    private Path dataDirectory;

    @Option(
            names = "--declarations",
            paramLabel = "DIR",
            description = "A folder of your own declarations; they stand above the shipped ones and are reloaded.")
    private Path declarations;

    @Option(names = "--open-reading", description = "Anyone who reaches the port may read without a token.")
    private boolean openReading;

    @Override
    public Integer call() throws IOException {
        if (port != null && (port < 0 || port > LARGEST_PORT)) {
            throw mistake("--port must be from 0 to " + LARGEST_PORT + ", not " + port);
        }
        if (declarations != null && !Files.isDirectory(declarations)) {
            throw mistake("--declarations must be a folder, and " + declarations + " is none");
        }
        set("quarkus.http.port", port);
        set("dabiao.data-dir", dataDirectory);
        set("dabiao.declarations", declarations);
        set("dabiao.open-reading", openReading ? Boolean.TRUE : null);
        Service.run();
        return CommandLine.ExitCode.OK;
    }

    private static void set(String property, Object value) {
        if (value != null) {
            System.setProperty(property, value.toString());
        }
    }

    private CommandLine.ParameterException mistake(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }
}
