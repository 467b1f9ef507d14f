package io.dabiao.ingest.registry;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.store.EventJson;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * Messages in the wire format of schema registries: a zero byte, the schema's number in four, then the message in the schema's language. Schemas
 * are asked for once by the HTTP API that Confluent's registry and Apicurio's have in common. Safe for use by several threads.
 */
@ApplicationScoped
public class SchemaRegistries {

    private static final int HEAD = 1 + Integer.BYTES;
    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int LARGEST_SCHEMA = 4 << 20;
    private static final int REDIRECTS = 2;
    private static final int OK = 200;
    private static final int NOT_FOUND = 404;

    /** More in use at once no institution has; a sender that makes up numbers does not fill the memory. */
    private static final int MOST = 1_000;

    /**
     * Where schemas are asked for.
     *
     * @param user with its password; empty where none is asked for
     */
    public record Registry(URI url, Optional<String> user, Optional<String> password) {}

    private record Key(URI registry, int number) {}

    private final OutboundHttp http;
    private final Map<String, SchemaFormat> formats;
    private final Map<Key, SchemaFormat.Reader> readers = new ConcurrentHashMap<>();

    @jakarta.inject.Inject
    SchemaRegistries(OutboundHttp http, @Any Instance<SchemaFormat> formats) {
        this(http, formats.stream().collect(Collectors.toMap(SchemaFormat::name, format -> format)));
    }

    SchemaRegistries(OutboundHttp http, Map<String, SchemaFormat> formats) {
        this.http = http;
        this.formats = Map.copyOf(formats);
    }

    /** Whether a message is in the wire format; JSON and text never begin so. */
    public static boolean framed(byte[] message) {
        return message.length >= HEAD && message[0] == 0;
    }

    /**
     * Reads a message in the wire format.
     *
     * @return what it says, as JSON
     * @throws Unreadable where it is not what its schema says, or there is no such schema
     * @throws IOException where the registry cannot be asked now: the message is to be read again later
     */
    public byte[] json(Registry registry, byte[] message) throws Unreadable, IOException {
        ByteBuffer in = ByteBuffer.wrap(message, 1, message.length - 1);
        int number = in.getInt();
        Key key = new Key(registry.url(), number);
        SchemaFormat.Reader reader = readers.get(key);
        if (reader == null) {
            reader = asked(registry, number);
            if (readers.size() >= MOST) {
                readers.clear();
            }
            readers.put(key, reader);
        }
        return EventJson.MAPPER.writeValueAsBytes(reader.read(in.slice()));
    }

    private SchemaFormat.Reader asked(Registry registry, int number) throws Unreadable, IOException {
        JsonNode answer = answer(registry, number, "");
        String language = answer.path("schemaType").asText("AVRO");
        SchemaFormat format = formats.get(language);
        if (format == null) {
            throw new Unreadable("its schema " + number + " is in " + language + ", which is not read");
        }
        if (language.equals("PROTOBUF")) {
            answer = answer(registry, number, "?format=serialized");
        } else if (language.equals("AVRO") && !answer.path("references").isEmpty()) {
            answer = answer(registry, number, "?format=resolved");
        }
        return format.reader(new SchemaFormat.Schema(answer.path("schema").asText()));
    }

    private JsonNode answer(Registry registry, int number, String query) throws Unreadable, IOException {
        String base = registry.url().toString();
        URI uri = URI.create(
                (base.endsWith("/") ? base : base + "/") + "schemas/ids/" + Integer.toUnsignedString(number) + query);
        Map<String, String> headers =
                new HashMap<>(Map.of("Accept", "application/vnd.schemaregistry.v1+json, application/json"));
        registry.user()
                .ifPresent(user -> headers.put(
                        "Authorization",
                        "Basic "
                                + Base64.getEncoder()
                                        .encodeToString((user + ":"
                                                        + registry.password().orElse(""))
                                                .getBytes(StandardCharsets.UTF_8))));
        OutboundHttp.Answer answer =
                sent(new OutboundHttp.Request("GET", uri, headers, null, LONGEST, LARGEST_SCHEMA, REDIRECTS));
        if (answer.status() == NOT_FOUND) {
            throw new Unreadable("its registry has no schema " + Integer.toUnsignedString(number));
        }
        if (answer.status() != OK || !answer.whole()) {
            throw new IOException("the schema registry answered " + answer.status());
        }
        return EventJson.MAPPER.readTree(answer.body());
    }

    private OutboundHttp.Answer sent(OutboundHttp.Request request) throws IOException {
        try {
            return http.send(request).get();
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", stopped);
        } catch (ExecutionException failed) {
            throw new IOException(
                    "the schema registry cannot be asked: " + failed.getCause().getMessage(), failed.getCause());
        }
    }
}
