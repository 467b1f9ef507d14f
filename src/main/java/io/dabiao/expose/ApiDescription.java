package io.dabiao.expose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.problem.ErrorCode;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.media.Content;
import org.eclipse.microprofile.openapi.models.media.Schema;
import org.eclipse.microprofile.openapi.models.media.Schema.SchemaType;
import org.eclipse.microprofile.openapi.models.parameters.Parameter;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;
import org.eclipse.microprofile.openapi.models.responses.APIResponses;
import org.eclipse.microprofile.openapi.models.security.SecurityRequirement;

/**
 * Completes what the framework reads from the code: what each property is, whether it may be null or absent, the values of closed sets,
 * and the errors of every operation.
 *
 * <p>A property of an answer is always there, unless {@code openapi/words.tsv} says otherwise; one of a body may be left out, unless that
 * says that it is needed. Annotations at 650 components of records were refused: most say the same of the same name.
 */
@OpenApiFilter(OpenApiFilter.RunStage.BUILD)
public class ApiDescription implements OASFilter {

    private static final String SCHEMAS = "#/components/schemas/";
    private static final String RESPONSES = "#/components/responses/";
    private static final String NOT_MODIFIED = "NotModified";
    private static final String PROBLEM = "Problem";
    private static final String PROBLEM_JSON = "application/problem+json";
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Jackson's trees: any JSON, or any object. */
    private static final Set<String> ANY = Set.of("JsonNode", "JsonNodeType", "ObjectNode");

    /** Scalars that the framework takes for schemas of their own; generators would make classes of them. */
    private static final Map<String, String> SCALARS =
            Map.of("OffsetDateTime", "date-time", "Instant", "date-time", "LocalDate", "date", "UUID", "uuid");

    private final ApiWords words = ApiWords.read();

    @Override
    public void filterOpenAPI(OpenAPI api) {
        api.setServers(List.of(OASFactory.createServer().url("/").description("This service.")));
        Map<String, Schema> schemas = new TreeMap<>(api.getComponents().getSchemas());
        schemas.keySet().removeAll(ANY);
        schemas.keySet().removeAll(SCALARS.keySet());
        schemas.values().forEach(this::anyJson);
        Set<String> sent = new TreeSet<>();
        Set<String> answered = new TreeSet<>();
        operations(api).forEach((name, operation) -> {
            if (operation.getRequestBody() != null) {
                contents(operation.getRequestBody().getContent(), schema -> {
                    anyJson(schema);
                    reach(schema, schemas, sent);
                });
            }
            operation
                    .getResponses()
                    .getAPIResponses()
                    .values()
                    .forEach(response -> contents(response.getContent(), schema -> {
                        anyJson(schema);
                        reach(schema, schemas, answered);
                    }));
        });
        schemas.forEach((name, schema) -> properties(name, schema, answered.contains(name) || !sent.contains(name)));
        schemas.put(PROBLEM, problem());
        schemas.put("CloudEvent", event());
        api.getComponents().setSchemas(schemas);
        api.getComponents()
                .addResponse(
                        NOT_MODIFIED,
                        OASFactory.createAPIResponse()
                                .description(
                                        "It is as If-None-Match knows it, by the ETag of an earlier answer. No body."));
        for (Refusal refusal : Refusal.values()) {
            api.getComponents().addResponse(refusal.component(), refusal.response());
        }
        operations(api).forEach((path, operation) -> complete(path, operation));
    }

    private static Map<String, Operation> operations(OpenAPI api) {
        Map<String, Operation> operations = new LinkedHashMap<>();
        api.getPaths()
                .getPathItems()
                .forEach((path, item) -> item.getOperations()
                        .forEach((method, operation) -> operations.put(method + " " + path, operation)));
        return operations;
    }

    private static void contents(Content content, Consumer<Schema> use) {
        if (content != null) {
            content.getMediaTypes().values().forEach(type -> {
                if (type.getSchema() != null) {
                    use.accept(type.getSchema());
                }
            });
        }
    }

    private static void children(Schema schema, Consumer<Schema> use) {
        if (schema.getProperties() != null) {
            schema.getProperties().values().forEach(use);
        }
        if (schema.getItems() != null) {
            use.accept(schema.getItems());
        }
        if (schema.getAdditionalPropertiesSchema() != null) {
            use.accept(schema.getAdditionalPropertiesSchema());
        }
        Stream.of(schema.getAnyOf(), schema.getOneOf(), schema.getAllOf())
                .filter(Objects::nonNull)
                .forEach(several -> several.forEach(use));
    }

    private void anyJson(Schema schema) {
        if (schema.getRef() != null && ANY.contains(named(schema))) {
            boolean object = named(schema).equals("ObjectNode");
            schema.setRef(null);
            if (object) {
                schema.setType(List.of(SchemaType.OBJECT));
            }
        }
        if (schema.getRef() != null && SCALARS.containsKey(named(schema))) {
            schema.setFormat(SCALARS.get(named(schema)));
            schema.setType(List.of(SchemaType.STRING));
            schema.setRef(null);
        }
        children(schema, this::anyJson);
    }

    private static String named(Schema schema) {
        return schema.getRef().substring(schema.getRef().lastIndexOf('/') + 1);
    }

    private static void reach(Schema schema, Map<String, Schema> schemas, Set<String> reached) {
        if (schema.getRef() != null) {
            String name = named(schema);
            if (schemas.containsKey(name) && reached.add(name)) {
                reach(schemas.get(name), schemas, reached);
            }
        }
        children(schema, child -> reach(child, schemas, reached));
    }

    private void properties(String name, Schema schema, boolean answer) {
        if (schema.getProperties() == null) {
            return;
        }
        List<String> required = new ArrayList<>();
        Map<String, Schema> properties = new LinkedHashMap<>();
        schema.getProperties().forEach((property, was) -> {
            Optional<ApiWords.Word> word = words.of(name, property);
            boolean there =
                    word.map(one -> answer ? !one.absent() : one.needed()).orElse(answer);
            if (there) {
                required.add(property);
            }
            boolean nullable = answer ? word.map(ApiWords.Word::nullable).orElse(false) : !there;
            properties.put(property, described(property, was, word, nullable));
        });
        schema.setProperties(properties);
        schema.setRequired(required.isEmpty() ? null : required);
    }

    private static Schema described(String property, Schema schema, Optional<ApiWords.Word> word, boolean nullable) {
        Schema described = schema;
        if (word.filter(ApiWords.Word::object).isPresent()) {
            schema.setType(List.of(SchemaType.OBJECT));
        }
        if (word.filter(ApiWords.Word::any).isPresent()) {
            schema.setType((List<SchemaType>) null);
        }
        List<String> values = word.map(ApiWords.Word::values).orElse(List.of());
        if (!values.isEmpty() && schema.getItems() != null) {
            schema.getItems().setEnumeration(new ArrayList<>(values));
        } else if (!values.isEmpty()) {
            List<Object> all = new ArrayList<>(values);
            if (nullable) {
                all.add(null);
            }
            schema.setEnumeration(all);
        }
        if (nullable && schema.getRef() != null) {
            described = OASFactory.createSchema()
                    .anyOf(List.of(schema, OASFactory.createSchema().type(List.of(SchemaType.NULL))));
        } else if (nullable && schema.getType() != null && !schema.getType().contains(SchemaType.NULL)) {
            List<SchemaType> types = new ArrayList<>(schema.getType());
            types.add(SchemaType.NULL);
            schema.setType(types);
        }
        described.setDescription(word.map(ApiWords.Word::description)
                .filter(words -> !words.isEmpty())
                .orElseGet(() -> spoken(property)));
        if (word.isPresent()) {
            Schema plain = schema;
            Schema target = described;
            word.get()
                    .example()
                    .map(ApiDescription::json)
                    .filter(value -> fits(value, plain))
                    .ifPresent(value -> {
                        target.setExamples(List.of(value(value)));
                    });
        }
        return described;
    }

    /** A name that nothing is said of, in the words that it is made of. */
    private static String spoken(String name) {
        String words =
                name.replaceAll("([a-z0-9])([A-Z])", "$1 $2").replace('-', ' ').toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1) + ".";
    }

    private static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException wrong) {
            throw new IllegalStateException("openapi/words.tsv: " + text, wrong);
        }
    }

    private static Object value(JsonNode node) {
        return node.isNumber()
                ? (node.isIntegralNumber() ? (Object) node.bigIntegerValue() : new BigDecimal(node.asText()))
                : JSON.convertValue(node, Object.class);
    }

    /** The example of a name is one for most of its schemas; a number is none for a text. */
    private static boolean fits(JsonNode example, Schema schema) {
        List<SchemaType> types = schema.getType();
        if (schema.getEnumeration() != null && !schema.getEnumeration().contains(example.asText())) {
            return false;
        }
        if (types == null) {
            return schema.getAnyOf() == null
                    ? schema.getRef() == null
                    : schema.getAnyOf().stream().anyMatch(one -> fits(example, one));
        }
        if (Set.of("date-time", "date").contains(String.valueOf(schema.getFormat()))) {
            return example.isTextual()
                    && (example.asText().length() > 10) == schema.getFormat().equals("date-time");
        }
        return types.contains(SchemaType.STRING) && example.isTextual()
                || types.contains(SchemaType.BOOLEAN) && example.isBoolean()
                || types.contains(SchemaType.INTEGER) && example.isIntegralNumber()
                || types.contains(SchemaType.NUMBER) && example.isNumber()
                || types.contains(SchemaType.ARRAY) && example.isArray()
                || types.contains(SchemaType.OBJECT) && example.isObject();
    }

    private void complete(String path, Operation operation) {
        if (operation.getOperationId() == null) {
            operation.setOperationId(path.substring(0, path.indexOf(' ')).toLowerCase(Locale.ROOT)
                    + path.substring(path.indexOf(' ')).replaceAll("[^A-Za-z0-9]+", "_"));
        }
        if (operation.getDescription() == null) {
            operation.setDescription(operation.getSummary() + ".");
        }
        if (operation.getParameters() != null) {
            operation.getParameters().forEach(parameter -> {
                if (parameter.getSchema() != null) {
                    anyJson(parameter.getSchema());
                }
                described(parameter);
            });
        }
        APIResponses responses = operation.getResponses();
        responses.getAPIResponses().forEach((status, response) -> {
            if (status.startsWith("4") || status.startsWith("5")) {
                response.setContent(problemContent());
            }
        });
        APIResponse ok = responses.getAPIResponse("200");
        if (path.startsWith("OPTIONS ") && ok != null) {
            ok.setContent(null); // The framework knows of a Response nothing but that it may have a body.
        }
        if (path.startsWith("GET ")
                && ok != null
                && ok.getContent() != null
                && ok.getContent().getMediaTypes().keySet().stream().anyMatch(type -> type.endsWith("json"))) {
            // EntityTags
            responses.addAPIResponse("304", OASFactory.createAPIResponse().ref(RESPONSES + NOT_MODIFIED));
        }
        boolean open =
                operation.getSecurity() != null && operation.getSecurity().isEmpty();
        roles(operation);
        refusal(responses, Refusal.BAD_REQUEST);
        if (!open) {
            refusal(responses, Refusal.UNAUTHORIZED);
            refusal(responses, Refusal.FORBIDDEN);
        }
        if (path.contains("{")) {
            refusal(responses, Refusal.NOT_FOUND);
        }
        refusal(responses, Refusal.TOO_MANY_REQUESTS);
        refusal(responses, Refusal.UNAVAILABLE);
        refusal(responses, Refusal.OTHER);
    }

    /** The scheme is a bearer token's, which knows no scopes: roles are said in words, and in a member of our own. */
    private static void roles(Operation operation) {
        Set<String> roles = new TreeSet<>();
        List<SecurityRequirement> plain = new ArrayList<>();
        for (SecurityRequirement one :
                Optional.ofNullable(operation.getSecurity()).orElse(List.of())) {
            SecurityRequirement bare = OASFactory.createSecurityRequirement();
            one.getSchemes().forEach((scheme, scopes) -> {
                roles.addAll(scopes);
                bare.addScheme(scheme);
            });
            plain.add(bare);
        }
        if (!roles.isEmpty()) {
            operation.setDescription(operation.getDescription() + " Roles: " + String.join(", ", roles) + ".");
            operation.setSecurity(plain);
            operation.addExtension("x-roles", new ArrayList<>(roles));
        }
    }

    private static void refusal(APIResponses responses, Refusal refusal) {
        if (!responses.hasAPIResponse(refusal.status)
                || List.of("Bad Request", "Not Authorized", "Not Allowed")
                        .contains(responses.getAPIResponse(refusal.status).getDescription())) {
            responses.addAPIResponse(
                    refusal.status, OASFactory.createAPIResponse().ref(RESPONSES + refusal.component()));
        }
    }

    private static Content problemContent() {
        return OASFactory.createContent()
                .addMediaType(
                        PROBLEM_JSON,
                        OASFactory.createMediaType()
                                .schema(OASFactory.createSchema().ref(SCHEMAS + PROBLEM)));
    }

    private void described(Parameter parameter) {
        if (parameter.getDescription() == null
                && words.ofParameter(parameter.getName()).isEmpty()) {
            parameter.setDescription(spoken(parameter.getName()));
        }
        words.ofParameter(parameter.getName()).ifPresent(word -> {
            if (parameter.getDescription() == null) {
                parameter.setDescription(word.description());
            }
            Schema schema = parameter.getSchema();
            if (schema != null && parameter.getExample() == null) {
                word.example()
                        .map(ApiDescription::json)
                        .filter(value -> fits(value, schema))
                        .ifPresent(value -> parameter.setExample(value(value)));
            }
        });
    }

    private static Schema text(String description, Object example) {
        return OASFactory.createSchema()
                .type(List.of(SchemaType.STRING))
                .description(description)
                .examples(List.of(example));
    }

    /** RFC 9457, with members of our own. */
    private static Schema problem() {
        ErrorCode example = ErrorCode.NO_SUCH_PROJECT;
        Schema code = text("Why, for programs. A code keeps its meaning.", example.code());
        code.setEnumeration(new ArrayList<>(
                Arrays.stream(ErrorCode.values()).map(ErrorCode::code).toList()));
        Schema status = OASFactory.createSchema()
                .type(List.of(SchemaType.INTEGER))
                .format("int32")
                .description("The status of HTTP.")
                .examples(List.of(example.status()));
        Schema schema = OASFactory.createSchema()
                .type(List.of(SchemaType.OBJECT))
                .description("Why a request was refused (RFC 9457). Some refusals bear further members.");
        schema.addProperty("type", text("Where the code is described, relative to the service.", example.type()));
        schema.addProperty("code", code);
        schema.addProperty(
                "title",
                text("Short, the same for every occurrence.", example.title().english()));
        schema.addProperty(
                "titleZh", text("The same in Chinese.", example.title().chinese()));
        schema.addProperty("status", status);
        schema.addProperty(
                "detail", text("What is wrong this time, and how to mend it.", "no project has the id 'it-operation'"));
        schema.setRequired(List.of("type", "code", "title", "titleZh", "status", "detail"));
        return schema;
    }

    /** CloudEvents 1.0 in JSON, as far as it is read here; extensions are any further attributes. */
    private static Schema event() {
        Schema schema = OASFactory.createSchema()
                .type(List.of(SchemaType.OBJECT))
                .description("An event: CloudEvents 1.0 in its JSON format, with any extension attributes.");
        Schema version = text("The version of CloudEvents.", "1.0");
        version.setEnumeration(List.of("1.0"));
        Schema time = text("When it happened, with an offset; at most 24 hours ahead.", "2026-07-01T08:00:00+08:00");
        time.setFormat("date-time");
        schema.addProperty("specversion", version);
        schema.addProperty("id", text("With source the identity of the event, for ever.", "2026-07-01/1"));
        schema.addProperty("source", text("Where it happened.", "/hotline"));
        schema.addProperty("type", text("The event type.", "hotline.call"));
        schema.addProperty("time", time);
        schema.addProperty("datacontenttype", text("JSON is read.", "application/json"));
        schema.addProperty("subject", text("What it is about.", "call/1"));
        schema.addProperty(
                "data",
                OASFactory.createSchema()
                        .type(List.of(SchemaType.OBJECT))
                        .description("Its attributes: the scalars of the object.")
                        .examples(List.of(Map.of("answered", true))));
        schema.addProperty("data_base64", text("Instead of data: a JSON object in Base64.", "e30="));
        schema.setRequired(List.of("specversion", "id", "source", "type", "time"));
        return schema;
    }

    /** The refusals that most operations share; written once, since the document is read at every start. */
    private enum Refusal {
        BAD_REQUEST("400", "The request cannot be read, or asks for what there is not."),
        UNAUTHORIZED("401", "No token, or one that is unknown, revoked or expired."),
        FORBIDDEN("403", "The token does not have the role for it."),
        NOT_FOUND("404", "There is no such thing, or it is not for this caller."),
        TOO_MANY_REQUESTS("429", "Too much at once; send it again after Retry-After."),
        UNAVAILABLE("503", "Cannot be done now; nothing was half done, send it again after Retry-After."),
        OTHER("default", "Any other refusal; code says which.");

        private final String status;
        private final String description;

        Refusal(String status, String description) {
            this.status = status;
            this.description = description;
        }

        /** As its names in generated clients begin with a capital: {@code TooManyRequests}. */
        private String component() {
            return Arrays.stream(name().split("_"))
                    .map(word -> word.charAt(0) + word.substring(1).toLowerCase(Locale.ROOT))
                    .collect(Collectors.joining());
        }

        private APIResponse response() {
            return OASFactory.createAPIResponse().description(description).content(problemContent());
        }
    }
}
