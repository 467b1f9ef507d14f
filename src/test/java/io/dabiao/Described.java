package io.dabiao;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.InputFormat;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.restassured.RestAssured;
import io.restassured.filter.Filter;
import io.restassured.filter.FilterContext;
import io.restassured.response.Response;
import io.restassured.specification.FilterableRequestSpecification;
import io.restassured.specification.FilterableResponseSpecification;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;

/** Fails a call whose answer is not what the description of the API says: its status, its media type, and its JSON. Each call of {@link Api} is held to it. */
final class Described implements Filter {

    static final Filter ANSWERS = new Described();

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String WHOLE = "https://dabiao.example.org/openapi.json";
    /** Answers to these are those of HTTP. */
    private static final Set<String> NOT_DESCRIBED = Set.of("head", "options", "trace");
    /** Longer answers say the same many times. */
    private static final int LONGEST = 4 << 20;

    private static volatile Description description;
    private static final Map<String, Schema> SCHEMAS = new ConcurrentHashMap<>();

    private record Template(Pattern pattern, String path) {}

    /** @param templates paths without parameters first: they are the more exact ones */
    private record Description(JsonNode whole, List<Template> templates, SchemaRegistry registry) {}

    private Described() {}

    @Override
    public Response filter(
            FilterableRequestSpecification request, FilterableResponseSpecification spec, FilterContext context) {
        Response response = context.next(request, spec);
        String path = path(request.getURI());
        String method = request.getMethod().toLowerCase(Locale.ROOT);
        if (!path.startsWith("/api/v1/") || NOT_DESCRIBED.contains(method)) {
            return response;
        }
        if (response.statusCode() == 201) {
            answers(method + " " + path, response.header("Location"));
        }
        boolean said =
                response.getContentType() != null && !response.getContentType().isEmpty();
        if (said && response.statusCode() != 304) {
            String media = response.getContentType().split(";")[0].strip().toLowerCase(Locale.ROOT);
            String pointer = schema(method, path, response.statusCode(), media);
            if (media.endsWith("json") && !media.endsWith("ndjson")) {
                check(method + " " + path + " answered " + response.statusCode(), pointer, response.asByteArray());
            }
        } else if (response.statusCode() < 400
                && !responses(method, path).has(Integer.toString(response.statusCode()))) {
            throw new AssertionError(method + " " + path + " answered " + response.statusCode()
                    + ", which the description of the API does not know");
        }
        return response;
    }

    /** Some requests are no proper addresses on purpose. A slash at the end is as none. */
    private static String path(String address) {
        return address.replaceFirst("^[a-z]+://[^/]*", "")
                .replaceFirst("[?#].*", "")
                .replaceFirst("(?<=.)/$", "");
    }

    /** What is made can be looked at where its Location says. */
    private static void answers(String made, String location) {
        assertThat(location).as("Location of %s", made).contains("/api/v1/");
        assertThat(described().templates())
                .as("what answers GET %s, the Location of %s", location, made)
                .anyMatch(one -> one.pattern().matcher(path(location)).matches()
                        && described().whole().path("paths").path(one.path()).has("get"));
    }

    private static void check(String answer, String pointer, byte[] body) {
        if (body.length == 0 || body.length > LONGEST) {
            return;
        }
        Schema schema = SCHEMAS.computeIfAbsent(pointer, Described::compiled);
        List<String> wrong = new ArrayList<>();
        schema.validate(new String(body, StandardCharsets.UTF_8), InputFormat.JSON)
                .forEach(one -> wrong.add(one.getInstanceLocation() + " " + one.getMessage()));
        if (!wrong.isEmpty()) {
            throw new AssertionError(
                    answer + " otherwise than the description of the API says (src/main/resources/openapi/words.tsv): "
                            + wrong.subList(0, Math.min(5, wrong.size())));
        }
    }

    /** Where the schema of an answer stands in the description; errors that no operation lists are problems. */
    private static String schema(String method, String path, int status, String media) {
        if (status >= 400) {
            assertThat(media).as("of %s %s, %s", method, path, status).isEqualTo(Api.PROBLEM);
            return "#/components/schemas/Problem";
        }
        List<String> known = new ArrayList<>();
        responses(method, path)
                .path(Integer.toString(status))
                .path("content")
                .fieldNames()
                .forEachRemaining(type -> known.add(type.split(";")[0].strip().toLowerCase(Locale.ROOT)));
        if (!known.contains(media)) {
            throw new AssertionError(method + " " + path + " answered " + status + " with " + media
                    + ", which the description of the API does not know");
        }
        String template = template(method, path)
                .path()
                .replace("~", "~0")
                .replace("/", "~1")
                .replace("{", "%7B")
                .replace("}", "%7D");
        return "#/paths/" + template + "/" + method + "/responses/" + status + "/content/" + media.replace("/", "~1")
                + "/schema";
    }

    private static JsonNode responses(String method, String path) {
        return described()
                .whole()
                .path("paths")
                .path(template(method, path).path())
                .path(method)
                .path("responses");
    }

    private static Template template(String method, String path) {
        return described().templates().stream()
                .filter(one -> one.pattern().matcher(path).matches()
                        && described().whole().path("paths").path(one.path()).has(method))
                .findFirst()
                .orElseThrow(() -> new AssertionError(method + " " + path + " is in no description of the API"));
    }

    private static List<Template> templates(JsonNode whole) {
        List<Template> templates = new ArrayList<>();
        whole.path("paths")
                .fieldNames()
                .forEachRemaining(path ->
                        templates.add(new Template(Pattern.compile(path.replaceAll("\\{[^}]+}", "[^/]+")), path)));
        templates.sort((one, other) -> Integer.compare(parameters(one), parameters(other)));
        return templates;
    }

    private static int parameters(Template template) {
        return template.path().split("\\{", -1).length;
    }

    private static Schema compiled(String pointer) {
        return described().registry().getSchema(SchemaLocation.of(WHOLE + pointer));
    }

    private static Description described() {
        Description known = description;
        if (known == null) {
            String text = RestAssured.given()
                    .header("Authorization", "Bearer " + ServiceDatabase.ADMIN_TOKEN)
                    .get("/q/openapi?format=json")
                    .asString();
            try {
                JsonNode whole = JSON.readTree(text);
                known = new Description(
                        whole,
                        templates(whole),
                        SchemaRegistry.withDefaultDialect(
                                SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(Map.of(WHOLE, text))));
            } catch (IOException broken) {
                throw new UncheckedIOException(broken);
            }
            description = known;
        }
        return known;
    }
}
