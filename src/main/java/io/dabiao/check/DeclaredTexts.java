package io.dabiao.check;

import io.dabiao.check.probe.Secrets;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.DeclaredSecrets;
import java.io.IOException;
import java.nio.file.Path;

/** Secrets as the rule about declarations permits them. */
record DeclaredTexts(DeclaredSecrets declared) implements Secrets {

    @Override
    public String text(Probe.Text text) throws IOException {
        return declared.text(text);
    }

    @Override
    public Path file(String path) throws IOException {
        return declared.file(path);
    }
}
