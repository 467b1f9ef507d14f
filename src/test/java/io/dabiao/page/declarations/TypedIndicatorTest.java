package io.dabiao.page.declarations;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.event.EventTypes;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.EventTypesReader;
import io.dabiao.yaml.Quoted;
import io.dabiao.yaml.ResourceFolder;
import io.dabiao.yaml.YamlEdit;
import jakarta.ws.rs.core.MultivaluedHashMap;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TypedIndicatorTest {

    private static final EventTypes TYPES = new EventTypes(
            EventTypesReader.load(ResourceFolder.shipped("types")).types());

    private static MultivaluedHashMap<String, String> form(String... pairs) {
        MultivaluedHashMap<String, String> form = new MultivaluedHashMap<>();
        List.of("name=应答率 \"a\": {b}", "level1=产出指标", "level2=数量指标", "operator=≥", "owner=王 芳", "points=5")
                .forEach(pair -> form.putSingle(pair.split("=")[0], pair.split("=")[1]));
        for (String pair : pairs) {
            form.putSingle(pair.substring(0, pair.indexOf('=')), pair.substring(pair.indexOf('=') + 1));
        }
        return form;
    }

    @Test
    void howLongAPageTakesIsATimelinessAndNoQuantity() {
        assertThat(TypedIndicator.of(form("measure=PAGE")).level2()).isEqualTo("时效指标");
        assertThat(TypedIndicator.of(form("measure=PAGE", "level2=质量指标")).level2())
                .isEqualTo("质量指标");
        assertThat(TypedIndicator.of(form("measure=COUNT")).level2()).isEqualTo("数量指标");
    }

    @ParameterizedTest
    @CsvSource({
        "COUNT, 12 次, hotline.call, , answered, true, ACCUMULATE",
        "SUM, 30000 次, attack.blocked, value, , , ACCUMULATE",
        "LATEST, 80 个, vpn.users, value, , , STANDING",
        "MEAN, 2秒, site.probe, seconds, site, portal, STANDING",
        "SHARE, ８５％, hotline.call, , answered, true, STANDING",
        "DAYS, 300天, inspection, , , , DAYS",
        "REPORTED, 90%, , , , , ACCUMULATE_REVERSIBLE",
        "PAGE, 2秒, , , , , STANDING",
    })
    void everyChoiceBecomesAnIndicatorThatIsRead(
            String measure, String target, String type, String attribute, String where, String is, String behaviour)
            throws IOException {
        MultivaluedHashMap<String, String> form = form(
                "measure=" + measure,
                "target=" + target,
                "type=" + (type == null ? "" : type),
                "attribute=" + (attribute == null ? "" : attribute),
                "where=" + (where == null ? "" : where),
                "is=" + (is == null ? "" : is),
                "url=https://www.example.org/");
        if (measure.equals("MEAN") || measure.equals("PAGE")) {
            form.putSingle("operator", "≤");
        }
        TypedIndicator typed = TypedIndicator.of(form);
        assertThat(typed.faults(TYPES)).as(typed.toString()).isEmpty();
        String text = Files.readString(Path.of("src/main/resources/catalogue/2024/it-operations.yaml"));
        YamlEdit edited = new YamlEdit(text).append(typed.lines("added-1", "added", TYPES), "indicators");
        if (measure.equals("PAGE")) {
            edited = edited.append(List.of("site: added", "url: " + Quoted.of(typed.url())), "probes");
        }
        DeclarationReader.DeclarationReading read = DeclarationReader.read("file", edited.toString());
        assertThat(read).as(edited.toString()).isInstanceOf(DeclarationReader.DeclarationReading.Accepted.class);
        Indicator indicator = ((DeclarationReader.DeclarationReading.Accepted) read)
                .declaration()
                .indicator("added-1")
                .orElseThrow();
        assertThat(indicator.name()).isEqualTo("应答率 \"a\": {b}");
        assertThat(indicator.behaviour().name()).isEqualTo(behaviour);
        assertThat(indicator.target()).isPresent();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "many", "-1", "1e9", "12）(", "（2）秒"})
    void whatIsNoTargetIsSaidBesideItsField(String target) {
        assertThat(TypedIndicator.of(form("measure=REPORTED", "target=" + target, "unit=次"))
                        .faults(TYPES))
                .containsKey("target");
    }

    @Test
    void whatIsMeasuredMustFitItsUnit() {
        assertThat(TypedIndicator.of(form("measure=PAGE", "target=2", "unit=次", "url=ftp://x"))
                        .faults(TYPES))
                .containsKeys("url", "unit");
        assertThat(TypedIndicator.of(form("measure=SHARE", "target=85", "unit=%", "type=hotline.call"))
                        .faults(TYPES))
                .containsKey("where");
        assertThat(TypedIndicator.of(form("measure=COUNT", "target=85", "unit=次", "type=no.such"))
                        .faults(TYPES))
                .containsKey("type");
    }
}
