package io.dabiao.ingest.source;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Predicate;

/**
 * Where a run begins.
 *
 * @param bookmark what the last page of an earlier run left; empty where everything is to be read
 * @param finished whether an item, such as a file, is done
 * @param now this service's time of day. A place must not take it for the time of the place itself
 */
public record Start(Optional<JsonNode> bookmark, Predicate<String> finished, Instant now) {}
