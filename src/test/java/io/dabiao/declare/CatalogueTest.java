package io.dabiao.declare;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.FileText;
import io.dabiao.yaml.ResourceFolder;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;
import org.yaml.snakeyaml.nodes.Tag;
import org.yaml.snakeyaml.representer.Representer;
import org.yaml.snakeyaml.resolver.Resolver;

class CatalogueTest {

    private static final String SOUND = DeclarationReaderTest.resource("sound.yaml");

    @Test
    void everyShippedDeclarationIsAccepted() {
        assertThat(shipped().refused()).isEmpty();
        assertThat(shipped().entries()).hasSize(7);
    }

    @Test
    void theShippedFormsDeclareWhatWasPrinted() {
        List<Indicator> indicators = shipped().entries().stream()
                .flatMap(entry -> entry.declaration().indicators().stream())
                .toList();

        assertThat(indicators)
                .filteredOn(indicator -> indicator.declaredIn() == Indicator.DeclaredIn.TABLE)
                .hasSize(101);
        assertThat(indicators)
                .filteredOn(indicator -> indicator.declaredIn() == Indicator.DeclaredIn.NARRATIVE)
                .hasSize(4);
    }

    @Test
    void theShippedBudgetsAddUpToTheInstitutions() {
        assertThat(shipped().entries().stream()
                        .map(entry -> entry.declaration().budget().total())
                        .reduce(BigDecimal.ZERO, BigDecimal::add))
                .isEqualTo("18734992.00");
    }

    @ParameterizedTest
    @MethodSource("shippedDeclarations")
    void aShippedDeclarationConformsToTheSchema(FileText file) throws IOException {
        assertThat(violations("declaration", file.text())).isEmpty();
    }

    @ParameterizedTest
    @MethodSource("shippedCalendars")
    void aShippedCalendarConformsToTheSchema(FileText file) throws IOException {
        assertThat(violations("calendar", file.text())).isEmpty();
    }

    static Stream<FileText> shippedDeclarations() {
        return ResourceFolder.shipped("catalogue").stream();
    }

    static Stream<FileText> shippedCalendars() {
        return ResourceFolder.shipped("calendars").stream();
    }

    @Test
    void aFileThatCallsItsProjectByAnothersIdIsRefused() {
        String other = SOUND.replace("project: it-operations", "project: other");
        String impostor = other.replaceFirst("(?m)^name: .*$", "name: it-operations");

        Catalogue.Loaded loaded = Catalogue.load(List.of(FileText.of("a.yaml", impostor), FileText.of("b.yaml", SOUND)))
                .withoutNamesThatAreIds(Map.of());

        assertThat(loaded.entries()).extracting(Catalogue.Entry::file).containsExactly("b.yaml");
        assertThat(loaded.refused().get("a.yaml"))
                .map(Fault::found)
                .containsExactly("the name 'it-operations', which is the id of another project of 2024");
        assertThat(Catalogue.load(List.of(FileText.of("a.yaml", impostor)))
                        .withoutNamesThatAreIds(Map.of(2024, java.util.Set.of("it-operations")))
                        .entries())
                .isEmpty();
    }

    @Test
    void theSecondFileOfAProjectAndYearIsRefusedAndNamesTheFirst() {
        Catalogue.Loaded loaded = Catalogue.load(List.of(FileText.of("a.yaml", SOUND), FileText.of("b.yaml", SOUND)));

        assertThat(loaded.entries()).extracting(Catalogue.Entry::file).containsExactly("a.yaml");
        assertThat(loaded.refused().get("b.yaml"))
                .map(Fault::toString)
                .containsExactly(
                        "b.yaml:1:10: found the project 'it-operations' of 2024, which a.yaml declares, expected each"
                                + " project once in a year; mend: remove one of the two files, or change its project or year",
                        "b.yaml:2:7: found the name '信息化运维项目' of 2024, which a.yaml declares, expected each"
                                + " project once in a year; mend: remove one of the two files, or change its name or year");
    }

    @Test
    void theSameProjectOfAnotherYearIsAnotherDeclaration() {
        FileText next = FileText.of("b.yaml", SOUND.replace("2024", "2025"));

        assertThat(Catalogue.load(List.of(FileText.of("a.yaml", SOUND), next)).entries())
                .extracting(Catalogue.Entry::declaration)
                .extracting(Declaration::year)
                .containsExactly(2024, 2025);
    }

    @Test
    void aRefusedFileLeavesTheOthersAccepted() {
        Catalogue.Loaded loaded =
                Catalogue.load(List.of(FileText.of("a.yaml", "project: x"), FileText.of("b.yaml", SOUND)));

        assertThat(loaded.refused()).containsOnlyKeys("a.yaml");
        assertThat(loaded.entries()).extracting(Catalogue.Entry::file).containsExactly("b.yaml");
    }

    @Test
    void anEntryKeepsTheFilesText() {
        assertThat(Catalogue.load(List.of(FileText.of("a.yaml", SOUND))).entries())
                .extracting(Catalogue.Entry::text)
                .containsExactly(SOUND);
    }

    private static Catalogue.Loaded shipped() {
        return Catalogue.load(ResourceFolder.shipped("catalogue"));
    }

    static List<String> violations(String name, String yaml) throws IOException {
        Map<String, Object> tree = new Yaml(
                        new SafeConstructor(new LoaderOptions()),
                        new Representer(new org.yaml.snakeyaml.DumperOptions()),
                        new org.yaml.snakeyaml.DumperOptions(),
                        new DatesAsText())
                .load(yaml);
        try (InputStream in = CatalogueTest.class.getResourceAsStream("/schema/" + name + ".schema.json")) {
            Schema schema = SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12)
                    .getSchema(in);
            return schema
                    .validate(new ObjectMapper().writeValueAsString(tree), com.networknt.schema.InputFormat.JSON)
                    .stream()
                    .map(Object::toString)
                    .toList();
        }
    }

    /** JSON has no dates: they are texts there, and the schema has them so. */
    private static final class DatesAsText extends Resolver {
        @Override
        protected void addImplicitResolvers() {
            addImplicitResolver(Tag.BOOL, BOOL, "yYnNtTfFoO");
            addImplicitResolver(Tag.INT, INT, "-+0123456789");
            addImplicitResolver(Tag.FLOAT, FLOAT, "-+0123456789.");
            addImplicitResolver(Tag.NULL, NULL, "~nN\0");
        }
    }
}
