package io.dabiao.expose;

import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.hamcrest.Matchers.containsString;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.io.IOException;
import java.lang.annotation.Annotation;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class OpenApiTest {

    private static final List<Class<? extends Annotation>> METHODS =
            List.of(GET.class, POST.class, PUT.class, DELETE.class);

    @Test
    void theDocumentListsEveryPath() {
        JsonPath document = admin().get("/q/openapi?format=json")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        Map<String, Map<String, Object>> paths = document.getMap("paths");
        Set<String> listed = new TreeSet<>();
        paths.forEach((path, operations) -> operations.keySet().stream()
                .filter(name -> METHODS.stream().anyMatch(m -> m.getSimpleName().equalsIgnoreCase(name)))
                .forEach(name -> listed.add(name.toUpperCase(java.util.Locale.ROOT) + " " + path)));

        assertThat(listed).containsExactlyElementsOf(served());
        assertThat(listed).contains("POST /api/v1/events", "GET /api/v1/years/{year}/indicators");
    }

    @Test
    void everyOperationHasASummary() {
        JsonPath document = admin().get("/q/openapi?format=json").jsonPath();
        Map<String, Map<String, Map<String, Object>>> paths = document.getMap("paths");
        paths.forEach((path, operations) -> operations.forEach((method, operation) ->
                assertThat(operation).as("%s %s", method, path).containsKey("summary")));
    }

    @Test
    void everyOperationHasANameOfItsOwnAndSaysHowItIsRefused() throws IOException {
        Set<String> names = new TreeSet<>();
        List<String> wrong = new ArrayList<>();
        JsonNode description = description();
        description
                .path("paths")
                .properties()
                .forEach(path -> path.getValue().properties().forEach(operation -> {
                    String where = operation.getKey() + " " + path.getKey();
                    String name = operation.getValue().path("operationId").asText();
                    if (!name.matches("[a-z]+([A-Z][a-z0-9]*)+") || !names.add(name)) {
                        wrong.add(where + ": operationId '" + name + "'");
                    }
                    if (operation.getValue().path("description").asText().isEmpty()) {
                        wrong.add(where + ": no description");
                    }
                    operation.getValue().path("responses").properties().forEach(response -> {
                        boolean refusal = !response.getKey().matches("[23].*");
                        boolean problem = resolved(description, response.getValue())
                                .path("content")
                                .path(PROBLEM)
                                .has("schema");
                        if (refusal && !problem) {
                            wrong.add(where + " " + response.getKey() + ": no problem");
                        }
                    });
                    operation.getValue().path("parameters").forEach(parameter -> {
                        if (parameter.path("description").asText().isEmpty()) {
                            wrong.add(where + ": parameter "
                                    + parameter.path("name").asText() + " is not described");
                        }
                    });
                }));

        assertThat(wrong).isEmpty();
        assertThat(names).contains("sendEvents", "listIndicators", "getIndicator", "createToken");
    }

    @Test
    void everyPropertyIsDescribedWithAnExample() throws IOException {
        List<String> wrong = new ArrayList<>();
        description()
                .path("components")
                .path("schemas")
                .properties()
                .forEach(schema -> schema.getValue()
                        .path("properties")
                        .properties()
                        .forEach(property -> {
                            String words =
                                    property.getValue().path("description").asText();
                            // Where nothing is said, the name itself stands there in words.
                            if (words.replaceAll("[^A-Za-z]", "").equalsIgnoreCase(property.getKey())) {
                                wrong.add(schema.getKey() + "." + property.getKey() + ": no words");
                            }
                            if (!property.getValue().has("examples")
                                    && property.getValue().findValue("$ref") == null) {
                                wrong.add(schema.getKey() + "." + property.getKey() + ": no example");
                            }
                        }));

        assertThat(wrong)
                .as("to be described in src/main/resources/openapi/words.tsv")
                .isEmpty();
    }

    /** Where two classes are called the same, the framework numbers them, and what is said of one is said of the other. */
    @Test
    void everySchemaHasANameOfItsOwnAndIsUsed() throws IOException {
        JsonNode description = description();
        Set<String> used = new TreeSet<>();
        description.findValuesAsText("$ref").forEach(used::add);

        assertThat(description.at("/components/schemas").properties())
                .extracting(Map.Entry::getKey)
                .allSatisfy(name -> {
                    assertThat(name).doesNotMatch(".*\\d").isNotIn("Wanted", "Entry", "Found", "Line", "Document");
                    assertThat(used).contains("#/components/schemas/" + name);
                });
    }

    /** Generators make a class of every schema that a name refers to. */
    @Test
    void timesAndIdentitiesAreNoSchemasOfTheirOwn() throws IOException {
        assertThat(description().at("/components/schemas").properties())
                .extracting(Map.Entry::getKey)
                .doesNotContain("OffsetDateTime", "Instant", "LocalDate", "LocalTime", "Duration", "YearMonth", "UUID");
    }

    @Test
    void theReferenceIsWrittenFromTheDescription() throws IOException {
        ApiReference reference = new ApiReference(description());
        java.nio.file.Path api = java.nio.file.Path.of("docs/reference/api.md");
        String read = Files.readString(api);
        assertThat(read).containsOnlyOnce(ApiReference.MARK);
        String head = read.substring(0, read.indexOf(ApiReference.MARK));
        Map<java.nio.file.Path, String> written = Map.of(
                api,
                head + ApiReference.MARK + "\n" + reference.operations(),
                java.nio.file.Path.of("docs/reference/api-schemas.md"),
                reference.schemas());
        for (Map.Entry<java.nio.file.Path, String> one : written.entrySet()) {
            if ("write".equals(System.getProperty("golden"))) {
                Files.writeString(one.getKey(), one.getValue());
            }
            assertThat(Files.readString(one.getKey()))
                    .as("%s: write it with -Dtest=OpenApiTest -Dgolden=write", one.getKey())
                    .isEqualTo(one.getValue());
        }
    }

    @Test
    void answersAreWhatTheDescriptionSays() {
        RequestSpecification described = admin();
        for (String path : List.of(
                "alerts",
                "alerts/notifications",
                "alerts/receivers",
                "alerts/silences",
                "archive",
                "audit",
                "calendars",
                "conflicts",
                "corrections",
                "declarations",
                "load-checks",
                "probes",
                "changes",
                "types/hotline.call",
                "problems",
                "rejections",
                "status",
                "tokens",
                "types",
                "years",
                "years/2024/projects",
                "years/2024/indicators",
                "years/1066/indicators",
                "years/2024/openslo/left-out",
                "years/2024/self-assessment",
                "years/2024/indicators/publicity/media-reads",
                "years/2024/indicators/publicity/media-reads/history",
                "years/2024/indicators/publicity/media-reads/values",
                "years/2024/indicators/publicity/media-reads/events",
                "declarations/2024/publicity/versions")) {
            described.get("/api/v1/" + path);
        }
        described
                .contentType("application/x-ndjson")
                .body(io.dabiao.Api.utf8("{}\n"))
                .post("/api/v1/events?dryRun=true");
    }

    @Test
    void whatDidNotChangeIsNotSentAgain() {
        String tag = admin().get("/api/v1/calendars")
                .then()
                .statusCode(200)
                .extract()
                .header("ETag");

        assertThat(tag).startsWith("W/\"");
        admin().header("If-None-Match", "\"other\", " + tag)
                .get("/api/v1/calendars")
                .then()
                .statusCode(304)
                .header("ETag", tag)
                .body(org.hamcrest.Matchers.emptyString());
        admin().header("If-None-Match", "\"other\"")
                .get("/api/v1/calendars")
                .then()
                .statusCode(200);
        nobody().header("If-None-Match", tag).get("/api/v1/calendars").then().statusCode(401);
    }

    @Test
    void answersAreCompressedForThoseWhoAskWithTheSameTag() throws Exception {
        var client = java.net.http.HttpClient.newHttpClient();
        var address = java.net.URI.create(
                io.restassured.RestAssured.baseURI + ":" + io.restassured.RestAssured.port + "/api/v1/problems");
        var plain = java.net.http.HttpRequest.newBuilder(address)
                .header("Authorization", "Bearer " + ServiceDatabase.ADMIN_TOKEN);
        var whole = client.send(plain.build(), java.net.http.HttpResponse.BodyHandlers.ofByteArray());
        var zipped = client.send(
                plain.copy().header("Accept-Encoding", "gzip").build(),
                java.net.http.HttpResponse.BodyHandlers.ofByteArray());

        assertThat(whole.headers().firstValue("Content-Encoding")).isEmpty();
        assertThat(zipped.headers().firstValue("Content-Encoding")).contains("gzip");
        assertThat(zipped.headers().allValues("Vary")).contains("Accept-Encoding");
        assertThat(zipped.headers().firstValue("ETag"))
                .isEqualTo(whole.headers().firstValue("ETag"));
        assertThat(zipped.body()).hasSizeLessThan(whole.body().length);
        assertThat(new java.util.zip.GZIPInputStream(new java.io.ByteArrayInputStream(zipped.body())).readAllBytes())
                .isEqualTo(whole.body());
    }

    @Test
    void pagesOfOriginsThatAreNamedMayAskTheApiAndNoOthers() {
        nobody().header("Origin", "https://board.example.org")
                .header("Access-Control-Request-Method", "GET")
                .header("Access-Control-Request-Headers", "authorization")
                .options("/api/v1/years")
                .then()
                .statusCode(204)
                .header("Access-Control-Allow-Origin", "https://board.example.org")
                .header("Access-Control-Allow-Headers", containsString("Authorization"));
        Response answer = admin().header("Origin", "https://board.example.org").get("/api/v1/years");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo("https://board.example.org");
        assertThat(answer.header("Access-Control-Allow-Credentials")).isNull();
        assertThat(answer.header("Access-Control-Expose-Headers")).contains("ETag", "Retry-After");
        for (String other : List.of("https://board.example.org.evil.example", "http://board.example.org", "null")) {
            assertThat(admin().header("Origin", other).get("/api/v1/years").header("Access-Control-Allow-Origin"))
                    .isNull();
        }
        assertThat(nobody().header("Origin", "https://board.example.org")
                        .get("/sign-in")
                        .header("Access-Control-Allow-Origin"))
                .isNull();
    }

    @Test
    void changesAreToldOnceInTheirOrderAndPagedByLink() {
        JsonPath first = admin().get("/api/v1/changes?limit=2")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        List<Integer> positions = first.getList("changes.position");
        if (first.getBoolean("more")) {
            assertThat(positions).hasSize(2).isSorted();
            assertThat(admin().get("/api/v1/changes?limit=2").header("Link"))
                    .contains("after=" + first.getLong("next"))
                    .contains("rel=\"next\"");
        }
        JsonPath end = admin().get("/api/v1/changes?after=999999999").jsonPath();
        assertThat(end.getList("changes")).isEmpty();
        assertThat(end.getLong("next")).isEqualTo(999999999);
        admin().get("/api/v1/changes?limit=0").then().statusCode(400);
    }

    @Test
    void changesComeAsServerSentEventsBehindAPosition() throws Exception {
        await().atMost(io.dabiao.Patience.PATIENCE)
                .until(() -> !admin().get("/api/v1/changes?limit=2")
                        .jsonPath()
                        .getList("changes")
                        .isEmpty());
        JsonPath known = admin().get("/api/v1/changes?limit=3").jsonPath();
        List<Integer> positions = known.getList("changes.position");
        for (String address : List.of("/api/v1/changes?after=0", "/api/v1/changes/stream?after=0")) {
            assertThat(streamed(address, null, positions.size()))
                    .extracting(one -> one.path("position").asInt())
                    .isEqualTo(positions);
        }
        if (positions.size() > 1) {
            assertThat(streamed("/api/v1/changes/stream", String.valueOf(positions.get(0)), 1)
                            .get(0)
                            .path("position")
                            .asInt())
                    .isEqualTo(positions.get(1));
        }
        assertThat(admin().header("Accept", "*/*")
                        .get("/api/v1/changes?limit=1")
                        .contentType())
                .startsWith("application/json");
        admin().header("Last-Event-ID", "none")
                .get("/api/v1/changes/stream")
                .then()
                .statusCode(400);
    }

    /** The first changes of a stream, which is left then. */
    private static List<JsonNode> streamed(String address, String last, int many) throws Exception {
        var request = java.net.http.HttpRequest.newBuilder(java.net.URI.create(
                        io.restassured.RestAssured.baseURI + ":" + io.restassured.RestAssured.port + address))
                .header("Accept", "text/event-stream")
                .header("Authorization", "Bearer " + ServiceDatabase.ADMIN_TOKEN);
        if (last != null) {
            request.header("Last-Event-ID", last);
        }
        var answer = java.net.http.HttpClient.newHttpClient()
                .send(request.build(), java.net.http.HttpResponse.BodyHandlers.ofLines());
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type").orElse("")).startsWith("text/event-stream");
        try (java.util.stream.Stream<String> lines = answer.body()) {
            List<JsonNode> found = new ArrayList<>();
            for (String line : (Iterable<String>)
                    lines.filter(one -> one.startsWith("data:")).limit(many)::iterator) {
                found.add(new ObjectMapper().readTree(line.substring("data:".length())));
            }
            return found;
        }
    }

    @Test
    void listsThatGrowNameTheirNextPageAndWhatIsLimitedIsTold() {
        for (int i = 0; i < 3; i++) {
            io.dabiao.Api.lines("{\"specversion\":\"1.0\",\"source\":\"//paging\",\"id\":\"" + i + "\"}")
                    .header("RateLimit-Policy", containsString("qu=\"concurrent-requests\""))
                    .header("RateLimit", org.hamcrest.Matchers.startsWith("\"bodies\";r="));
        }
        List<Integer> seen = new ArrayList<>();
        String next = "/api/v1/rejections?limit=1&reason=missing_attribute";
        for (int i = 0; i < 3; i++) {
            Response page = admin().get(java.net.URI.create(next));
            assertThat(page.statusCode()).isEqualTo(200);
            seen.add(page.jsonPath().getInt("[0].no"));
            String link = page.header("Link");
            assertThat(link).endsWith("; rel=\"next\"").contains("before=" + seen.get(i), "reason=missing_attribute");
            next = link.substring(1, link.indexOf('>'));
        }
        assertThat(seen).doesNotHaveDuplicates().isSortedAccordingTo(java.util.Comparator.reverseOrder());
        assertThat(admin().get("/api/v1/rejections?limit=1000&reason=missing_attribute")
                        .header("Link"))
                .isNull();
    }

    @Test
    void aTypeIsDescribedForPeopleAndForPrograms() {
        JsonPath call = admin().get("/api/v1/types/hotline.call")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(call.getInt("usedBy")).isEqualTo(call.getList("feeds").size());
        admin().get("/api/v1/types/hotline.cal")
                .then()
                .statusCode(404)
                .body("code", org.hamcrest.Matchers.is("no-such-type"))
                .body("detail", containsString("hotline.call"));
        JsonPath schema = admin().get("/api/v1/types/hotline.call/schema")
                .then()
                .statusCode(200)
                .contentType("application/schema+json")
                .extract()
                .jsonPath();
        assertThat(schema.getList("properties.data.required")).contains("answered");
        assertThat(admin().header("Accept-Language", "zh-CN")
                        .get("/api/v1/types/hotline.call/schema")
                        .jsonPath()
                        .getString("title"))
                .isNotEqualTo(schema.getString("title"));
        JsonPath document =
                admin().get("/api/v1/asyncapi").then().statusCode(200).extract().jsonPath();
        assertThat(document.getString("asyncapi")).isEqualTo("3.0.0");
        assertThat(document.getMap("components.messages")).containsKey("hotline.call");

        io.dabiao.Api.take(
                io.dabiao.Api.event("//uncounted", "1", "uncounted.type", "2024-03-01T09:00:00+08:00", "{}"));
        JsonPath unknown = admin().get("/api/v1/types/uncounted.type")
                .then()
                .statusCode(200)
                .extract()
                .jsonPath();
        assertThat(unknown.getBoolean("catalogued")).isFalse();
        assertThat(unknown.getInt("counted")).isEqualTo(1);
    }

    /** A response itself, where a reference stands for it. */
    private static JsonNode resolved(JsonNode description, JsonNode response) {
        return response.has("$ref")
                ? description.at(response.get("$ref").asText().substring(1))
                : response;
    }

    private static JsonNode description() throws IOException {
        return new ObjectMapper().readTree(admin().get("/q/openapi?format=json").asByteArray());
    }

    @Test
    void whereNobodyIsNamedForSecurityThereIsNoSecurityTxt() {
        nobody().get("/.well-known/security.txt").then().statusCode(404).contentType(io.dabiao.Api.PROBLEM);
    }

    @Test
    void swaggerUiAnswers() {
        admin().get("/q/swagger-ui/").then().statusCode(200).body(containsString("swagger-ui"));
    }

    private static Set<String> served() {
        Set<String> served = new TreeSet<>();
        for (JavaClass resource : new ClassFileImporter().importPath("target/classes/io/dabiao")) {
            // Pages are for people.
            boolean page = resource.getPackageName().startsWith("io.dabiao.page");
            if (!page && resource.isAnnotatedWith(Path.class)) {
                String root = resource.getAnnotationOfType(Path.class).value();
                for (JavaMethod method : resource.getMethods()) {
                    METHODS.stream().filter(method::isAnnotatedWith).forEach(verb -> {
                        String path = method.isAnnotatedWith(Path.class)
                                ? "/" + method.getAnnotationOfType(Path.class).value()
                                : "";
                        served.add(verb.getSimpleName() + " " + root + path.replace("//", "/"));
                    });
                }
            }
        }
        return served;
    }
}
