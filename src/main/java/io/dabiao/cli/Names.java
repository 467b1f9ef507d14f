package io.dabiao.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** One member of each of several objects. */
final class Names {

    private Names() {}

    /** The members at a place of the items, for a cell. */
    static JsonNode of(JsonNode items, String pointer) {
        ArrayNode names = JsonNodeFactory.instance.arrayNode();
        items.forEach(item -> names.add(item.at(pointer)));
        return names;
    }
}
