package io.dabiao.expose;

import io.quarkus.arc.Unremovable;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Answers the description of the API as the build wrote it. The framework's own service reads that document at each start, as YAML, and
 * writes it again in both formats, with no filter to change it: a tenth of a start, and what came out was the same.
 *
 * <p>Where the framework looks for its document is not configurable, so it is shown an empty class loader ({@link OpenApiConstants}, which
 * it keeps for its development mode). Should an upgrade take that away, this does not compile, or a start takes as long as it did.
 */
@Singleton
@Alternative
@Priority(1)
@Unremovable
public class BuiltDescription extends OpenApiDocumentService {

    BuiltDescription() {
        OpenApiConstants.classLoader = new ClassLoader(null) {};
    }

    /** @param name of the document; there is one */
    @Override
    public byte[] getDocument(String name, Format format) {
        String path = OpenApiConstants.BASE_NAME + "." + format.name();
        try (InputStream document = BuiltDescription.class.getClassLoader().getResourceAsStream(path)) {
            if (document == null) {
                throw new IllegalStateException("the build wrote no " + path);
            }
            return document.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
