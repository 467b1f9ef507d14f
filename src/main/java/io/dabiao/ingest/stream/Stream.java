package io.dabiao.ingest.stream;

import io.dabiao.access.Sender;
import io.dabiao.ingest.mapping.Mapping;
import java.util.Map;
import java.util.Optional;

/**
 * A declared stream of messages.
 *
 * @param attributes of the broker's connector
 * @param sender on whose behalf its events are taken
 * @param mapping how its messages become events; empty where they are CloudEvents
 */
record Stream(String name, Broker broker, Map<String, String> attributes, Sender sender, Optional<Mapping> mapping) {}
