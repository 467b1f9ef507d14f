package io.dabiao.ingest.reported;

import io.dabiao.budget.BodyRefused;
import io.dabiao.budget.Exceeded;
import io.dabiao.budget.Spooled;
import io.dabiao.budget.Work;
import io.dabiao.budget.WorkBudget;
import io.dabiao.database.StoreUnavailable;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import io.dabiao.store.Evidence;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.io.IOException;
import java.io.InputStream;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/** Takes documents that reported values rest on, and gives them back. Thread-safe. */
@ApplicationScoped
public class Documents {

    private static final Set<String> SEEN_IN_PLACE = Set.of("application/pdf", "image/png", "image/jpeg", "text/plain");

    private static final int LONGEST_NAME = 200;
    /** The content is held here and, on its way, by the driver of the database. */
    private static final int COPIES = 2;

    /** @param existed whether the same content was there before, under whatever name */
    @Schema(name = "EvidenceAdded")
    public record Added(Evidence.Document document, boolean existed) {}

    private final Evidence evidence;
    private final WorkBudget budget;
    private final Settings settings;
    private final Clock clock;

    Documents(Evidence evidence, WorkBudget budget, Settings settings, Clock clock) {
        this.budget = budget;
        this.evidence = evidence;
        this.settings = settings;
        this.clock = clock;
    }

    /** What a document may have at most, in bytes. */
    public long limit() {
        return settings.evidenceLimit().asLongValue();
    }

    /** The endings of the names of what is taken, for a person. */
    public String kinds() {
        return DocumentType.all();
    }

    /**
     * Keeps a document.
     *
     * @param name the file's name; what no file may be called is replaced in it
     * @param body read no further than the limit
     * @throws Problem where it is none that is taken
     */
    public Added add(String name, InputStream body, String by) {
        String plain = name(name);
        try (Spooled spooled = spooled(body);
                WorkBudget.Place place = budget.begin(Work.DOCUMENT, COPIES * spooled.length())) {
            place.allowance().check();
            return added(plain, spooled.bytes(), by);
        } catch (IOException broken) {
            throw new StoreUnavailable("the document cannot be put aside: send it again", broken);
        }
    }

    private Added added(String plain, byte[] content, String by) {
        DocumentType type = DocumentType.of(content)
                .orElseThrow(() -> new Problem(
                        ErrorCode.NO_DOCUMENT,
                        "the content of " + plain + " is no document that is taken; taken are " + DocumentType.all()
                                + ", without macros"));
        if (!type.suits(plain)) {
            throw new Problem(
                    ErrorCode.NAME_AND_CONTENT_DIFFER,
                    plain + " holds " + type.name() + " (" + type.mediaType()
                            + "): give it the name's ending that it has");
        }
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        Evidence.Document document = evidence.add(plain, type.mediaType(), content, now, by);
        return new Added(document, !document.addedAt().equals(now));
    }

    private static String name(String given) {
        String name =
                given == null ? "" : given.replaceAll("[\\p{Cntrl}/\\\\]", "_").strip();
        if (name.isEmpty() || name.length() > LONGEST_NAME) {
            throw new Problem(
                    ErrorCode.NO_NAME, "name must be the file's name, of 1 to " + LONGEST_NAME + " characters");
        }
        return name;
    }

    private Spooled spooled(InputStream body) {
        long limit = limit();
        try {
            Spooled content = Spooled.read(body, limit);
            if (content.length() == 0) {
                throw new Problem(ErrorCode.NOTHING_SENT, "the body must be the document");
            }
            return content;
        } catch (Exceeded larger) {
            throw new Problem(
                    ErrorCode.DOCUMENT_TOO_LARGE,
                    "a document may have " + limit + " bytes at most (dabiao.evidence-limit)");
        } catch (BodyRefused refused) {
            throw refused.problem();
        } catch (IOException broken) {
            throw new StoreUnavailable("the body broke off: send the document again", broken);
        }
    }

    /** Those of the documents that are kept, in the order asked for. */
    public List<Evidence.Document> known(List<String> hashes) {
        Map<String, Evidence.Document> known = evidence.documents(hashes);
        return hashes.stream()
                .distinct()
                .map(known::get)
                .filter(Objects::nonNull)
                .toList();
    }

    /** Whether browsers show documents of the type in place: nothing in them runs. */
    public static boolean seenInPlace(String mediaType) {
        return SEEN_IN_PLACE.contains(mediaType);
    }

    /**
     * A document that a browser shows in place where it can, else one to be saved. For pages, whose answers say that nothing in them may
     * run.
     *
     * @throws Problem 404 where there is none
     */
    public Response shown(String sha256) {
        Evidence.Content found = found(sha256);
        String type = found.document().mediaType();
        if (!seenInPlace(type)) {
            return attachment(sha256);
        }
        return Response.ok(found.bytes(), type.equals("text/plain") ? type + ";charset=UTF-8" : type)
                .header(
                        HttpHeaders.CONTENT_DISPOSITION,
                        "inline; filename=\"evidence\"; filename*=UTF-8''" + name(found.document()))
                .header("X-Content-Type-Options", "nosniff")
                .build();
    }

    private Evidence.Content found(String sha256) {
        return evidence.content(sha256)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_DOCUMENT, "no evidence has the SHA-256 " + sha256));
    }

    private static String name(Evidence.Document document) {
        return URLEncoder.encode(document.name(), StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * A document to be saved, never shown in place.
     *
     * @throws Problem 404 where there is none
     */
    public Response attachment(String sha256) {
        Evidence.Content found = found(sha256);
        String name = name(found.document());
        return Response.ok(found.bytes(), MediaType.APPLICATION_OCTET_STREAM)
                .header(HttpHeaders.CONTENT_DISPOSITION, "attachment; filename=\"evidence\"; filename*=UTF-8''" + name)
                .header("X-Content-Type-Options", "nosniff")
                .header("Content-Security-Policy", "default-src 'none'; sandbox")
                .header(HttpHeaders.CACHE_CONTROL, "private, max-age=31536000, immutable")
                .build();
    }
}
