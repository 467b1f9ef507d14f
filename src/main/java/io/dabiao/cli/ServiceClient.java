package io.dabiao.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** A running service, spoken to over its public API. What it refuses becomes a {@link CommandFailure} in plain words. */
final class ServiceClient {

    private static final JsonMapper MAPPER = new JsonMapper();
    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int TRIES = 20;
    private static final int TOO_MANY = 429;
    private static final int NOT_NOW = 503;
    private static final int UNKNOWN_TOKEN = 401;
    private static final int FORBIDDEN = 403;
    private static final int ERRORS = 400;
    private static final int CONFLICT = 409;
    private static final int UNPROCESSABLE = 422;

    /** @param rejected a few of the reasons */
    record Receipt(long accepted, long duplicates, long conflicting, long rejectedTotal, List<Rejection> rejected) {}

    record Rejection(String reason, String id, String detail) {}

    private final URI base;
    private final String token;
    private final HttpClient client = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(10))
            .build();

    ServiceClient(URI base, String token) {
        this.base = URI.create(base.toString().replaceAll("/+$", ""));
        this.token = token;
    }

    URI base() {
        return base;
    }

    /** Sends events, one a line; what the service cannot take now is sent again. */
    Receipt send(List<String> lines) {
        HttpRequest.Builder request = request("/api/v1/events")
                .header("Content-Type", "application/x-ndjson")
                .POST(BodyPublishers.ofByteArray((String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8)));
        JsonNode answer = answer(request, "send events; it needs the role ingest, report or admin");
        List<Rejection> rejected = answer.path("rejected")
                .valueStream()
                .map(one -> new Rejection(
                        one.path("reason").asText(),
                        one.path("id").asText(),
                        one.path("detail").asText()))
                .toList();
        return new Receipt(
                answer.path("accepted").asLong(),
                answer.path("duplicates").asLong(),
                answer.path("conflicting").asLong(),
                answer.path("rejectedTotal").asLong(rejected.size()),
                rejected);
    }

    /** What became of an upload; refusals that list rows are answers too, with their {@code detail}. */
    JsonNode upload(String path, byte[] content) {
        HttpRequest request = request(path)
                .timeout(Duration.ofMinutes(10))
                .header("Content-Type", "application/octet-stream")
                .POST(BodyPublishers.ofByteArray(content))
                .build();
        HttpResponse<String> response = exchangedInTime(request);
        if (response.statusCode() == FORBIDDEN) {
            throw new CommandFailure("this token may not do this (403): " + detail(response.body()));
        }
        boolean listed = response.statusCode() == CONFLICT || response.statusCode() == UNPROCESSABLE;
        if (listed) {
            JsonNode body = json(request, response.body());
            if (body.has("rows")) {
                return body;
            }
        }
        return content(request, response);
    }

    /** Empty where the token may not read. */
    Optional<JsonNode> get(String path) {
        HttpRequest request = request(path).GET().build();
        HttpResponse<String> response = exchangedInTime(request);
        return response.statusCode() == FORBIDDEN ? Optional.empty() : Optional.of(content(request, response));
    }

    /** Sends nothing but the request itself; why it is refused is the service's to say. */
    JsonNode post(String path) {
        HttpRequest request = request(path).POST(BodyPublishers.noBody()).build();
        return content(request, exchangedInTime(request));
    }

    /** Sends a JSON document; why it is refused is the service's to say. */
    JsonNode post(String path, JsonNode document) {
        HttpRequest request = request(path)
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(document.toString()))
                .build();
        return content(request, exchangedInTime(request));
    }

    /** Sends a body of any kind; why it is refused is the service's to say. */
    JsonNode post(String path, String type, byte[] body) {
        HttpRequest request = request(path)
                .header("Content-Type", type)
                .POST(BodyPublishers.ofByteArray(body))
                .build();
        return content(request, exchangedInTime(request));
    }

    /** What the service answers, which may be of any kind; why it is refused is the service's to say. */
    byte[] bytes(String path) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Accept", "*/*")
                .header("Authorization", "Bearer " + token)
                .GET()
                .build();
        try {
            HttpResponse<byte[]> response = client.send(request, HttpResponse.BodyHandlers.ofByteArray());
            if (response.statusCode() >= ERRORS) {
                throw refused(request, response.statusCode(), new String(response.body(), StandardCharsets.UTF_8));
            }
            return response.body();
        } catch (IOException broken) {
            throw broken(broken);
        } catch (InterruptedException stopped) {
            throw interrupted();
        }
    }

    /** What the service answers, as JSON; why it is refused is the service's to say. */
    JsonNode read(String path) {
        HttpRequest request = request(path).GET().build();
        return content(request, exchangedInTime(request));
    }

    /** Sends nothing but the request itself; why it is refused is the service's to say. */
    JsonNode put(String path) {
        HttpRequest request = request(path).PUT(BodyPublishers.noBody()).build();
        return content(request, exchangedInTime(request));
    }

    /** Puts a body of any kind; why it is refused is the service's to say. */
    JsonNode put(String path, String type, byte[] body) {
        HttpRequest request = request(path)
                .header("Content-Type", type)
                .PUT(BodyPublishers.ofByteArray(body))
                .build();
        return content(request, exchangedInTime(request));
    }

    /** A name as a part of a path. */
    static String segment(String name) {
        return URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /** Parameters of an address; those that are null are left out. Names and values in turn. */
    static String query(Object... namesAndValues) {
        StringBuilder query = new StringBuilder();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            if (namesAndValues[i + 1] != null) {
                query.append(query.isEmpty() ? '?' : '&')
                        .append(namesAndValues[i])
                        .append('=')
                        .append(segment(namesAndValues[i + 1].toString()));
            }
        }
        return query.toString();
    }

    JsonNode delete(String path) {
        return answer(request(path).DELETE(), "do this; it needs the role admin");
    }

    private HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(URI.create(base + path))
                .timeout(PATIENCE)
                .header("Accept", "application/json")
                .header("Authorization", "Bearer " + token);
    }

    private JsonNode answer(HttpRequest.Builder builder, String forbidden) {
        HttpRequest request = builder.build();
        HttpResponse<String> response = exchangedInTime(request);
        if (response.statusCode() == FORBIDDEN) {
            throw new CommandFailure("this token may not " + forbidden + " (403)");
        }
        return content(request, response);
    }

    /** Asks again while the service has too much to do. */
    private HttpResponse<String> exchangedInTime(HttpRequest request) {
        HttpResponse<String> response = exchanged(request);
        for (int tries = 1; later(response) && tries < TRIES; tries++) {
            pause(Duration.ofSeconds(Math.max(
                    1, response.headers().firstValueAsLong("Retry-After").orElse(1))));
            response = exchanged(request);
        }
        return response;
    }

    private JsonNode content(HttpRequest request, HttpResponse<String> response) {
        if (response.statusCode() >= ERRORS) {
            throw refused(request, response.statusCode(), response.body());
        }
        return response.body().isEmpty() ? MissingNode.getInstance() : json(request, response.body());
    }

    private CommandFailure refused(HttpRequest request, int status, String body) {
        return new CommandFailure(
                status == UNKNOWN_TOKEN
                        ? "the service at " + base + " does not know this token (401)"
                        : request.method() + " " + request.uri() + " was answered with " + status + ": "
                                + detail(body));
    }

    private static boolean later(HttpResponse<String> response) {
        return response.statusCode() == TOO_MANY || response.statusCode() == NOT_NOW;
    }

    private HttpResponse<String> exchanged(HttpRequest request) {
        try {
            return client.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (IOException broken) {
            throw broken(broken);
        } catch (InterruptedException stopped) {
            throw interrupted();
        }
    }

    private CommandFailure broken(IOException why) {
        return new CommandFailure(
                why instanceof ConnectException
                        ? "nothing answers at " + base
                                + ": start the service with ./dabiao serve, or say with --url where it is"
                        : "the connection to " + base + " broke (" + why + "); the command can be repeated");
    }

    /** Before a request is repeated, or the next of a paced demonstration is sent: a command has nothing else to wait for. */
    static void pause(Duration time) {
        try {
            Thread.sleep(time.toMillis());
        } catch (InterruptedException stopped) {
            throw interrupted();
        }
    }

    private static CommandFailure interrupted() {
        Thread.currentThread().interrupt();
        return new CommandFailure("interrupted");
    }

    private static String detail(String body) {
        try {
            return MAPPER.readTree(body).path("detail").asText(body);
        } catch (JsonProcessingException notJson) {
            return body.isBlank() ? "(no words)" : body.lines().findFirst().orElse("");
        }
    }

    private static JsonNode json(HttpRequest request, String body) {
        try {
            return MAPPER.readTree(body);
        } catch (JsonProcessingException notJson) {
            throw new CommandFailure(request.uri() + " did not answer with JSON: is it a Dabiao service?");
        }
    }
}
