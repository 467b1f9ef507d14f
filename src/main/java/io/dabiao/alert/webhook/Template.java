package io.dabiao.alert.webhook;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.qute.Engine;
import io.quarkus.qute.TemplateException;
import io.quarkus.qute.ValueResolver;
import io.quarkus.qute.ValueResolvers;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A body of the user's own making, in the language of Qute. It sees what the usual body has, by the same names; {@code
 * {title.quoted}} is a JSON string with its quotation marks, so that a sentence cannot break the document.
 */
final class Template {

    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Engine ENGINE = Engine.builder()
            .addDefaultSectionHelpers()
            .addDefaultValueResolvers()
            .addValueResolver(ValueResolvers.rawResolver())
            .addValueResolver(ValueResolver.builder()
                    .applyToName("quoted")
                    .resolveSync(context -> quoted(context.getBase()))
                    .build())
            .strictRendering(true)
            .build();

    private final io.quarkus.qute.Template parsed;

    /** @throws TemplateException where it is none; the message says where */
    Template(String text) {
        this.parsed = ENGINE.parse(text);
    }

    /** @throws TemplateException where it asks for what is not there */
    byte[] body(Map<String, Object> data) {
        return parsed.data(data).render().getBytes(StandardCharsets.UTF_8);
    }

    private static String quoted(Object value) {
        try {
            return JSON.writeValueAsString(String.valueOf(value));
        } catch (JsonProcessingException never) {
            throw new IllegalStateException(never);
        }
    }
}
