package io.dabiao.page;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import jakarta.ws.rs.core.Response;

/** The part of a page that shows how far long work has come, by itself. */
@CheckedTemplate(basePath = "part", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
public record ProgressPart(Progress progress, Frame frame) implements TemplateInstance {

    /** What a page that waits is answered: how far it is, and once it is done, to ask for the page as it is then. */
    public Response answer() {
        Response.ResponseBuilder answer = Response.ok(this);
        return (progress.done() ? answer.header("HX-Refresh", "true") : answer).build();
    }
}
