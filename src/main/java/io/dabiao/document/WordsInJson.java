package io.dabiao.document;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.module.SimpleModule;
import io.dabiao.core.text.Words;
import io.quarkus.jackson.ObjectMapperCustomizer;
import jakarta.inject.Singleton;
import java.io.IOException;

/**
 * A statement in JSON: {@code english} and {@code chinese}, as the API answers it and as sealed reports and queued notifications keep
 * it. It is read back as those texts, so that what was signed or sent stays as people read it when a text changes.
 */
@Singleton
public class WordsInJson implements ObjectMapperCustomizer {

    private static final String ENGLISH = "english";
    private static final String CHINESE = "chinese";

    @Override
    public void customize(ObjectMapper mapper) {
        mapper.registerModule(new SimpleModule("words")
                .addSerializer(Words.class, new Written())
                .addDeserializer(Words.class, new Read()));
    }

    private static final class Written extends JsonSerializer<Words> {
        @Override
        public void serialize(Words words, JsonGenerator to, SerializerProvider provider) throws IOException {
            to.writeStartObject();
            to.writeStringField(ENGLISH, words.english());
            to.writeStringField(CHINESE, words.chinese());
            to.writeEndObject();
        }
    }

    private static final class Read extends JsonDeserializer<Words> {
        @Override
        public Words deserialize(JsonParser from, DeserializationContext context) throws IOException {
            JsonNode texts = context.readTree(from);
            return new Words(text(texts, ENGLISH), text(texts, CHINESE));
        }

        private static String text(JsonNode texts, String name) {
            return texts.path(name).isTextual() ? texts.get(name).textValue() : null;
        }
    }
}
