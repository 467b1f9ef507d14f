package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.hamcrest.Matchers.containsString;

import io.quarkus.test.junit.QuarkusTest;
import org.junit.jupiter.api.Test;

@QuarkusTest
class IndicatorPageTest extends PageTest {

    private static final String RATE = "/years/2024/resource-sharing/hotline-answer-rate";

    @Test
    void aFigureIsTracedToItsPartsItsRuleAndItsEvents() {
        String page = as(ADMINISTRATOR)
                .get(RATE + "?lang=zh")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(page).contains("58,761", "66,787", "//sgst/hotline", "application/json");
        String csv = as(ADMINISTRATOR)
                .get(RATE + "?events-as=csv")
                .then()
                .statusCode(200)
                .extract()
                .asString();
        assertThat(csv.lines().filter(line -> line.contains("//sgst/hotline")).count())
                .isEqualTo(200);
    }

    @Test
    void everyIndicatorOfTheYearHasItsPageInBothLanguages() {
        for (var row : board.rows()) {
            if (row.year == 2024) {
                String path = "/years/2024/" + row.project + "/" + row.indicator;
                as(ADMINISTRATOR).get(path + "?lang=en").then().statusCode(200).body(containsString("Why this figure"));
            }
        }
    }

    @Test
    void anOwnerIsNotToldOfOthersPromises() {
        as(OWNER).get(RATE).then().statusCode(404);
        as(OWNER).get("/years/2024/resource-sharing").then().statusCode(404);
        as(OWNER).get("/years/2024/" + OWNED).then().statusCode(200);
        as(OWNER).get("/years/2024/" + OWNED + "/system-response-time").then().statusCode(200);
    }

    @Test
    void projectsAndIndicatorsFitEveryScreen() {
        Browser browser = signedIn(ADMINISTRATOR);
        new Pictures(browser).everyWay("project", "/years/2024/resource-sharing");
        new Pictures(browser).everyWay("indicator", RATE);
        int running = board.rows().stream().mapToInt(row -> row.year).max().orElseThrow();
        new Pictures(browser).everyWay("indicator-draft", "/years/" + running + "/" + OWNED + "/system-response-time");
    }
}
