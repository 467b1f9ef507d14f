package io.dabiao.cli;

import java.net.URI;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the running service is, and who speaks to it: by options, by the environment, or by a context of the account's file. */
final class ServiceOptions {

    private static final URI USUAL = URI.create("http://127.0.0.1:8080");

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Where the service is (that of the context, else http://127.0.0.1:8080).")
    private URI url;

    @Option(names = "--token", paramLabel = "TOKEN", description = "The bearer token.")
    private String token;

    @Option(
            names = "--context",
            paramLabel = "NAME",
            description = "A context of the file DABIAO_CONFIG, or ~/.config/dabiao/config.yaml (its current one).")
    private String context;

    ServiceClient service() {
        // Where all is said, the file is not read: what is wrong with it would be in the way.
        Optional<Contexts.Context> named = context == null && url != null
                ? Optional.empty()
                : Contexts.context(Contexts.file(System.getenv()), context);
        return new ServiceClient(address(named), token(named));
    }

    private String token(Optional<Contexts.Context> named) {
        // A token of a context is that service's: one in the environment may be another's.
        return token == null && named.flatMap(Contexts.Context::token).isPresent()
                ? named.get().token().get()
                : BearerToken.of(token, spec);
    }

    private URI address(Optional<Contexts.Context> named) {
        if (url == null) {
            return named.map(Contexts.Context::url).orElse(USUAL);
        }
        String scheme = String.valueOf(url.getScheme());
        if (url.getHost() == null || !scheme.equals("http") && !scheme.equals("https")) {
            throw mistake("--url must be like http://127.0.0.1:8080, not " + url);
        }
        return url;
    }

    private CommandLine.ParameterException mistake(String what) {
        return new CommandLine.ParameterException(spec.commandLine(), what);
    }
}
