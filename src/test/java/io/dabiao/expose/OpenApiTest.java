package io.dabiao.expose;

import static io.dabiao.Api.admin;
import static io.dabiao.Api.nobody;
import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.json.JsonPath;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import java.lang.annotation.Annotation;
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
