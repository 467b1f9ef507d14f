package io.dabiao.cli;

import java.net.URI;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Where the running service is, and who speaks to it. */
final class ServiceOptions {

    @Spec(Spec.Target.MIXEE)
    private CommandSpec spec;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "http://127.0.0.1:8080",
            description = "Where the service is (${DEFAULT-VALUE}).")
    private URI url;

    @Option(names = "--token", paramLabel = "TOKEN", description = "The bearer token.")
    private String token;

    ServiceClient service() {
        return new ServiceClient(address(), BearerToken.of(token, spec));
    }

    private URI address() {
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
