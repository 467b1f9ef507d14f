package io.dabiao.expose;

import static io.dabiao.Api.PROBLEM;
import static io.dabiao.Api.admin;
import static io.dabiao.Api.bearer;
import static io.dabiao.Api.token;
import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.ServiceDatabase;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class CommentsApiTest {

    private static final String COMMENTS =
            "/api/v1/years/2024/indicators/resource-sharing/hotline-answer-rate/comments";

    private static Response say(String secret, Map<String, ?> comment) {
        return bearer(secret).contentType(ContentType.JSON).body(comment).post(COMMENTS);
    }

    @Test
    void aCommentIsReadByAllWhoSeeTheIndicatorAndWithdrawnByItsAuthorOrAnAdministrator() {
        String officer = token("comments officer", List.of("view", "report"), Map.of());
        String other = token("comments other", List.of("view", "report"), Map.of());
        String elsewhere =
                token("comments elsewhere", List.of("view", "report"), Map.of("projects", List.of("publicity")));

        Response said = say(officer, Map.of("text", "三月由旧系统补录", "about", "2024-03-31"));
        assertThat(said.statusCode()).as(said.asString()).isEqualTo(201);
        assertThat(said.header("Location")).endsWith(COMMENTS);
        long id = said.jsonPath().getLong("id");
        assertThat(said.jsonPath().getString("author")).isEqualTo("comments officer");
        say(officer, Map.of("text", "全年口径不变")).then().statusCode(201);

        assertThat(bearer(other).get(COMMENTS).jsonPath().getList("text")).contains("三月由旧系统补录", "全年口径不变");
        assertThat(bearer(elsewhere).get(COMMENTS).statusCode()).isIn(403, 404);
        assertThat(say(elsewhere, Map.of("text", "x")).statusCode()).isIn(403, 404);

        assertThat(bearer(other).delete(COMMENTS + "/" + id).statusCode()).isEqualTo(403);
        assertThat(bearer(officer).delete(COMMENTS + "/" + id).statusCode()).isEqualTo(204);
        assertThat(bearer(officer).delete(COMMENTS + "/" + id).statusCode()).isEqualTo(404);
        assertThat(admin().get(COMMENTS).jsonPath().getList("text"))
                .contains("全年口径不变")
                .doesNotContain("三月由旧系统补录");
        assertThat(admin().get("/api/v1/audit").asString()).contains("comment.withdrawn");
    }

    @Test
    void whatIsNoCommentIsRefusedWithWords() {
        for (Map<String, ?> wrong : List.of(
                Map.of("text", "  "),
                Map.of("text", "x".repeat(2_001)),
                Map.of("text", "a\u0000b"),
                Map.of("text", "x", "about", "2023-12-31"),
                Map.of("text", "x", "about", "gestern"))) {
            Response refused = say(ServiceDatabase.ADMIN_TOKEN, wrong);
            assertThat(refused.statusCode()).as(refused.asString()).isEqualTo(400);
            assertThat(refused.contentType()).startsWith(PROBLEM);
        }
        assertThat(admin().get(COMMENTS.replace("hotline-answer-rate", "nothing"))
                        .statusCode())
                .isEqualTo(404);
    }
}
