package io.dabiao.app.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** {@code dabiao 0.1.0}, as the packaged application's manifest has it. */
final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
        return new String[] {"dabiao " + version, "Java " + Runtime.version()};
    }
}
