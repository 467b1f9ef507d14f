package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;
import static org.hamcrest.Matchers.not;
import static org.hamcrest.Matchers.startsWith;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class OverviewPageTest extends PageTest {

    @Test
    void theYearIsShownWithItsProjectsAndEveryIndicator() {
        String page = as(ADMINISTRATOR)
                .get("/overview?year=2024&lang=en")
                .then()
                .statusCode(200)
                .header("Content-Security-Policy", Browsers.POLICY)
                .header("Cache-Control", "no-store")
                .header("X-Content-Type-Options", "nosniff")
                .extract()
                .asString();
        assertThat(page).contains("Overview of 2024", "信息化运维项目", "资源共享");
        assertThat(page).doesNotContain("<script>", " style=", "onclick");
    }

    @Test
    void aListIsFilteredSortedAndExportedByItsPath() {
        String path =
                "/overview?year=2024&indicators-verdict=met&indicators-project=resource-sharing&indicators-sort=-actual";
        String csv = as(ADMINISTRATOR)
                .get(path + "&indicators-as=csv")
                .then()
                .statusCode(200)
                .contentType(startsWith("text/csv"))
                .header("Content-Disposition", containsString("attachment"))
                .extract()
                .asString();
        assertThat(csv.lines().filter(line -> line.contains("已完成")).count()).isGreaterThan(3);
        assertThat(csv).doesNotContain("信息化运维", "未完成,");
    }

    @Test
    void anOwnerSeesHisProjectAndNoOther() {
        as(OWNER)
                .get("/overview?year=2024")
                .then()
                .statusCode(200)
                .body(containsString("信息化运维项目"))
                .body(not(containsString("资源共享")));
    }

    @Test
    void thePageIsAccessibleAndFitsEveryScreen() {
        Browser browser = signedIn(ADMINISTRATOR);
        new Pictures(browser).everyWay("overview", "/overview?year=2024");
    }
}
