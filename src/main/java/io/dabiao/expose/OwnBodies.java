package io.dabiao.expose;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.type.LogicalType;
import io.dabiao.settings.Settings;
import jakarta.ws.rs.ext.ContextResolver;
import jakarta.ws.rs.ext.Provider;

/**
 * How JSON bodies of the API's own making are read, and its answers written (see {@link AnswerTimes}): to the letter. An unknown field, a field given twice, text after the end, a
 * boolean that is none and a fraction where a whole number is wanted are faults; passed over in silence, a mistyped {@code sources}
 * would make a token for every source.
 *
 * <p>Bodies that others define are not such bodies and are read elsewhere: events, remote write and files as streams, the summary
 * of a load tool as a tree. What the service itself wrote earlier is read by the mapper of the application, which passes over
 * what it does not know.
 */
@Provider
public class OwnBodies implements ContextResolver<ObjectMapper> {

    private final ObjectMapper usual;
    private final ObjectMapper strict;

    OwnBodies(ObjectMapper mapper, Settings settings) {
        this.usual = AnswerTimes.of(mapper, settings.zone());
        this.strict = usual.copy()
                .enable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                .disable(DeserializationFeature.ACCEPT_FLOAT_AS_INT)
                .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION);
        for (CoercionInputShape shape : new CoercionInputShape[] {
            CoercionInputShape.Integer,
            CoercionInputShape.Float,
            CoercionInputShape.String,
            CoercionInputShape.EmptyString
        }) {
            strict.coercionConfigFor(LogicalType.Boolean).setCoercion(shape, CoercionAction.Fail);
        }
    }

    @Override
    public ObjectMapper getContext(Class<?> type) {
        return JsonNode.class.isAssignableFrom(type) ? usual : strict;
    }
}
