package io.dabiao.page.enter;

import io.dabiao.ingest.reported.Documents;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.util.List;
import org.jboss.resteasy.reactive.multipart.FileUpload;

/** The documents of a form: kept as they come, so that a form that is not taken does not lose them. Thread-safe. */
@ApplicationScoped
public class KeptDocuments {

    /** A document that was kept at this or an earlier try, and goes with the value. */
    public record Kept(String sha256, String name) {}

    private final Documents documents;

    KeptDocuments(Documents documents) {
        this.documents = documents;
    }

    /** Anyone who knows the hash of a document has had it. */
    List<Kept> known(List<String> hashes) {
        return hashes == null
                ? List.of()
                : documents.known(hashes).stream()
                        .map(one -> new Kept(one.sha256(), one.name()))
                        .toList();
    }

    /**
     * Keeps a file of a form.
     *
     * @param by who sent it
     * @throws io.dabiao.problem.Problem where it is none that may be kept
     */
    Kept keep(FileUpload file, String by) {
        try (InputStream content = Files.newInputStream(file.uploadedFile())) {
            var document = documents.add(file.fileName(), content, by).document();
            return new Kept(document.sha256(), document.name());
        } catch (IOException broken) {
            throw new UncheckedIOException(broken);
        }
    }
}
