package io.dabiao.expose;

import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/** The title of a problem in the language that {@code Accept-Language} prefers, where that is Chinese; {@code detail} is English. */
class ProblemLanguage {

    @ServerResponseFilter
    void choose(ContainerRequestContext request, ContainerResponseContext response) {
        if (response.getStatus() < 400 || !(response.getEntity() instanceof Map<?, ?> body)) {
            return;
        }
        response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_LANGUAGE);
        boolean chinese = Languages.chineseFirst(request.getHeaderString(HttpHeaders.ACCEPT_LANGUAGE));
        if (chinese && body.get("titleZh") != null) {
            Map<String, Object> told = new LinkedHashMap<>();
            body.forEach((name, value) -> told.put(String.valueOf(name), value));
            told.put("title", body.get("titleZh"));
            response.setEntity(told);
            response.getHeaders().putSingle(HttpHeaders.CONTENT_LANGUAGE, "zh");
        }
    }
}
