package io.dabiao.check.probe;

import io.dabiao.core.probe.Probe;
import java.io.IOException;
import java.nio.file.Path;

/** Reads what a declaration names but does not hold. */
public interface Secrets {

    /** @throws IOException where it may not be named, or is not where it should be */
    String text(Probe.Text text) throws IOException;

    /**
     * A file of certificates.
     *
     * @throws IOException where it may not be named, or is not where it should be
     */
    Path file(String path) throws IOException;
}
