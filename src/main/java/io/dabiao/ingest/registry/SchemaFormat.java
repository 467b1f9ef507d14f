package io.dabiao.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;

/** A language of schemas. Implementations are beans, found by their name; they are stateless. */
public interface SchemaFormat {

    /**
     * A schema as a registry has it.
     *
     * @param text in its language; of Protobuf the descriptor of its file in base 64
     */
    record Schema(String text) {}

    /** Reads messages of one schema. Thread-safe. */
    @FunctionalInterface
    interface Reader {

        /**
         * @param payload what follows the schema's number
         * @throws Unreadable where it is not what the schema says
         */
        JsonNode read(ByteBuffer payload) throws Unreadable;
    }

    /** As registries write it, in capital letters. */
    String name();

    /** @throws Unreadable where the schema itself is none */
    Reader reader(Schema schema) throws Unreadable;
}
