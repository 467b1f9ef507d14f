package io.dabiao.ingest.source;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.dabiao.budget.WorkBudget;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What holds wherever files arrive. */
public abstract class ArrivingFilesContract {

    /** The place, which is empty at the beginning of each test, as a file of sources declares it. */
    protected abstract Place.Fetched place(String files);

    /** Puts a file there, in the place of one of the same name. */
    protected abstract void put(String name, byte[] content) throws Exception;

    /** Cuts the connection to the place for good; false where there is none. */
    protected abstract boolean cut() throws Exception;

    public static Contents contents() {
        return new Contents(WorkBudget.ofThisProcess());
    }

    private final Set<String> finished = new HashSet<>();
    private Optional<JsonNode> bookmark = Optional.empty();

    private void put(String name, String content) throws Exception {
        put(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private Rows open(String files) throws IOException {
        return place(files).open(new Start(bookmark, finished::contains, Instant.parse("2030-01-01T00:00:00Z")));
    }

    /** One run to its end, remembering what it finished. */
    private List<Rows.Row> run(String files) throws IOException {
        List<Rows.Row> rows = new ArrayList<>();
        rows(rows, files);
        return rows;
    }

    private void rows(List<Rows.Row> rows, String files) throws IOException {
        try (Rows open = open(files)) {
            for (Optional<Rows.Page> page = open.next(); page.isPresent(); page = open.next()) {
                rows.addAll(page.get().rows());
                bookmark = page.get().bookmark().or(() -> bookmark);
                finished.addAll(page.get().finished());
            }
        }
    }

    private List<Rows.Row> run() throws IOException {
        return run("*");
    }

    @Test
    void eachFileIsReadOnceAndOneThatIsWrittenAgainIsAnother() throws Exception {
        put("a.csv", "id,n\n1,10\n2,20\n");
        put("b.json", "[{\"id\":3},{\"id\":4}]");
        assertThat(run()).extracting(row -> row.content().path("id").asText()).containsExactly("1", "2", "3", "4");
        assertThat(run()).isEmpty();

        put("a.csv", "id,n\n1,10\n2,20\n5,50\n");
        put("c.ndjson", "{\"id\":6}\n{\"id\":7}\n");
        assertThat(run()).extracting(row -> row.content().path("id").asText()).containsExactly("1", "2", "5", "6", "7");
        assertThat(run()).isEmpty();
    }

    @Test
    void aRowSaysItsFileAndItsLine() throws Exception {
        put("日报 2024.csv", "编号,人次\n1,10\n2,20\n");

        List<Rows.Row> rows = run();

        assertThat(rows).extracting(Rows.Row::place).containsOnly("日报 2024.csv");
        assertThat(rows).extracting(row -> row.number().orElseThrow()).containsExactly(2L, 3L);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "呼叫 记录.csv",
                "a+b%20c.csv",
                "what?.csv",
                "st*r.csv",
                "back\\slash.csv",
                "[1].csv",
                "q'uote\".csv",
                "é.csv"
            })
    void aFileMayHaveAnyName(String name) throws Exception {
        put("other.csv", "id\n1\n");
        put(name, "id\n2\n");

        assertThat(run())
                .filteredOn(row -> row.place().equals(name))
                .extracting(row -> row.content().path("id").asText())
                .containsExactly("2");
    }

    @Test
    void onlyFilesOfTheWantedNamesAreReadAndNoneThatBeginsWithADot() throws Exception {
        put("a.csv", "id\n1\n");
        put("a.txt", "id\n2\n");
        put(".a.csv", "id\n3\n");

        assertThat(run("*.csv"))
                .extracting(row -> row.content().path("id").asText())
                .containsExactly("1");
    }

    @Test
    void anEmptyFileIsDoneAndOneInGbkIsRead() throws Exception {
        put("empty.csv", "");
        put("gbk.csv", "编号,名称\n1,浦东\n".getBytes(Charset.forName("GB18030")));

        assertThat(run()).extracting(row -> row.content().path("名称").asText()).containsExactly("浦东");
        assertThat(finished).hasSize(2);
    }

    @Test
    void aLongFileComesInPagesAndARunThatBreaksOffGoesOnAfterTheLast() throws Exception {
        StringBuilder text = new StringBuilder("id\n");
        for (int i = 0; i < 2_500; i++) {
            text.append(i).append('\n');
        }
        put("long.csv", text.toString());

        try (Rows open = open("*")) {
            Rows.Page first = open.next().orElseThrow();
            assertThat(first.rows()).hasSize(Rows.MOST);
            assertThat(first.finished()).isEmpty();
            bookmark = first.bookmark();
        }
        List<Rows.Row> rest = run();

        assertThat(rest).hasSize(1_500);
        assertThat(rest.get(0).content().path("id").asText()).isEqualTo("1000");
        assertThat(run()).isEmpty();
    }

    @Test
    void aFileThatIsWrittenToMeanwhileIsLeftToTheNextRun() throws Exception {
        put("a.csv", "id\n1\n");
        put("b.csv", "id\n2\n");
        try (Rows open = open("*")) {
            finished.addAll(open.next().orElseThrow().finished());
            put("b.csv", "id\n2\n3\n");
            assertThat(open.next()).isEmpty();
        }

        assertThat(run()).extracting(row -> row.content().path("id").asText()).containsExactly("2", "3");
    }

    @Test
    void aFileThatCannotBeReadKeepsNoOtherWaitingAndIsTold() throws Exception {
        put("a.csv", "id\n1\n");
        put("b.json", "{\"id\":");
        put("c.xlsx", "PK\003\004 no workbook");
        put("d.csv", "id\n2\n");
        for (int run = 0; run < 2; run++) {
            List<Rows.Row> rows = new ArrayList<>();
            assertThatThrownBy(() -> rows(rows, "*"))
                    .isInstanceOf(IOException.class)
                    .hasMessageMatching("(?s)the file b\\.json: .+; the file c\\.xlsx: .+");
            assertThat(rows)
                    .extracting(row -> row.content().path("id").asText())
                    .containsExactly(run == 0 ? new String[] {"1", "2"} : new String[0]);
        }

        put("b.json", "{\"id\":3}");
        put("c.xlsx", "");

        assertThat(run()).extracting(row -> row.content().path("id").asText()).containsExactly("3");
    }

    @Test
    void aTableOfAnotherKindIsLeftOutWithAllItsPages() throws Exception {
        StringBuilder other = new StringBuilder("n\n");
        for (int i = 0; i < 2_500; i++) {
            other.append(i).append('\n');
        }
        put("a.csv", other.toString());
        put("b.csv", "id\n1\n");
        try (Rows open = open("*")) {
            Rows.Page first = open.next().orElseThrow();
            assertThat(open.leaveOut(first, new SourceChanged("none of its rows")))
                    .isTrue();
            assertThat(open.next().orElseThrow().rows())
                    .extracting(row -> row.content().path("id").asText())
                    .containsExactly("1");
            assertThatThrownBy(open::next)
                    .isInstanceOf(IOException.class)
                    .hasMessage("the file a.csv: none of its rows");
        }
    }

    @Test
    void aPlaceThatCannotBeReachedSaysSo() throws Exception {
        put("a.csv", "id\n1\n");
        if (cut()) {
            assertThatThrownBy(this::run).isInstanceOf(IOException.class).hasMessageMatching("(?s).{10,}");
        }
    }
}
