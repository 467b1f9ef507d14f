package io.dabiao.check.http;

import io.dabiao.check.probe.Secrets;
import io.dabiao.core.probe.Probe;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads whatever a declaration names, and knows no variables. */
public final class AnySecret implements Secrets {

    @Override
    public String text(Probe.Text text) throws IOException {
        if (text instanceof Probe.Text.FromFile from) {
            return Files.readString(Path.of(from.path())).strip();
        }
        if (text instanceof Probe.Text.Plain plain) {
            return plain.text();
        }
        throw new IOException("no variables here");
    }

    @Override
    public Path file(String path) {
        return Path.of(path);
    }
}
