package io.dabiao.cli;

import java.util.Optional;
import picocli.CommandLine.IVersionProvider;

/** {@code dabiao 0.1.0}, as the packaged application's manifest has it. */
final class Version implements IVersionProvider {

    /** As the packaged application's manifest has it. */
    static String release() {
        return Optional.ofNullable(Version.class.getPackage().getImplementationVersion())
                .orElse("(not packaged)");
    }

    @Override
    public String[] getVersion() {
        return new String[] {"dabiao " + release(), "Java " + Runtime.version()};
    }
}
