package io.dabiao;

import static io.restassured.config.EncoderConfig.encoderConfig;
import static io.restassured.config.JsonConfig.jsonConfig;
import static org.assertj.core.api.Assertions.assertThat;

import io.restassured.RestAssured;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;
import io.restassured.path.json.config.JsonPathConfig.NumberReturnType;
import io.restassured.response.Response;
import io.restassured.response.ValidatableResponse;
import io.restassured.specification.RequestSpecification;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;

/** Calls of the running service, as its clients make them. What it answers below {@code /api/v1} must be as it is described. */
public final class Api {

    public static final String EVENTS = "/api/v1/events";
    public static final String LINES = "application/x-ndjson";
    public static final String ONE = "application/cloudevents+json";
    public static final String BATCH = "application/cloudevents-batch+json";
    public static final String PROBLEM = "application/problem+json";

    private static final RestAssuredConfig CONFIG = RestAssured.config()
            .jsonConfig(jsonConfig().numberReturnType(NumberReturnType.BIG_DECIMAL))
            .encoderConfig(encoderConfig()
                    .appendDefaultContentCharsetToContentTypeIfUndefined(false)
                    .encodeContentTypeAs(LINES, ContentType.BINARY)
                    .encodeContentTypeAs(ONE, ContentType.BINARY)
                    .encodeContentTypeAs(BATCH, ContentType.BINARY));

    private Api() {}

    public static RequestSpecification nobody() {
        return RestAssured.given().config(CONFIG).filter(Described.ANSWERS);
    }

    public static RequestSpecification bearer(String token) {
        return nobody().header("Authorization", "Bearer " + token);
    }

    public static RequestSpecification admin() {
        return bearer(ServiceDatabase.ADMIN_TOKEN);
    }

    /** A new token's secret. */
    public static String token(String name, List<String> roles, Map<String, ?> more) {
        Map<String, Object> wanted = new java.util.HashMap<>(more);
        wanted.put("name", name);
        wanted.put("roles", roles);
        Response made = admin().contentType(ContentType.JSON).body(wanted).post("/api/v1/tokens");
        assertThat(made.statusCode()).as(made.asString()).isEqualTo(201);
        assertThat(made.header("Location"))
                .endsWith("/api/v1/tokens/" + made.jsonPath().getLong("token.id"));
        return made.jsonPath().getString("secret");
    }

    public static ValidatableResponse post(String type, byte[] body) {
        return admin().contentType(type).body(body).post(EVENTS).then();
    }

    public static ValidatableResponse post(String type, String body) {
        return post(type, utf8(body));
    }

    /** Posts events one a line. */
    public static ValidatableResponse lines(String... events) {
        return post(LINES, String.join("\n", events) + "\n");
    }

    /** Posts events one a line; each of them must be new and sound. */
    public static void take(String... events) {
        JsonPath answer = lines(events).statusCode(200).extract().jsonPath();
        assertThat(answer.getInt("accepted")).as(answer.prettify()).isEqualTo(events.length);
    }

    /** @param data JSON */
    public static String event(String source, String id, String type, String time, String data) {
        return "{\"specversion\":\"1.0\",\"id\":\"" + id + "\",\"source\":\"" + source + "\",\"type\":\"" + type
                + "\",\"time\":\"" + time + "\",\"data\":" + data + "}";
    }

    /** Has a type heard of long ago: from then on nothing is 0. It may be said again by another test. */
    public static void heard(String type) {
        lines(event("/heard", type, "source.alive", "2023-06-01T00:00:00+08:00", "{\"type\":\"" + type + "\"}"))
                .statusCode(200);
    }

    /** An event that no declaration asks for. */
    public static String event(String source, String id) {
        return event(source, id, "test.remark", "2024-03-01T08:00:00+08:00", "{\"value\":1}");
    }

    /** What the service has rejected of a source and not settled yet. */
    public static List<Map<String, Object>> rejections(String source) {
        return admin().queryParam("limit", 1000)
                .get("/api/v1/rejections")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath()
                .param("wanted", source)
                .getList("findAll { it.source == wanted }");
    }

    /** An indicator with everything about it, {@code path} being the year, {@code /indicators/}, project and id. */
    public static JsonPath indicator(int year, String path, String at) {
        RequestSpecification request = at == null ? admin() : admin().queryParam("at", at);
        return request.get("/api/v1/years/" + year + "/indicators/" + path)
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
    }

    public static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
