package io.dabiao.postgres.embedded;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A database's place, whatever is killed while another takes it. Folders with a word in them stand for databases. */
class ReplacementTest {

    private static final Account MYSELF = new Account(List.of(), Optional.empty(), 0);

    @TempDir
    Path directory;

    @Test
    void aDatabaseThatWasNotFinishedIsThrownAwayAndTheOneInUseStays() throws Exception {
        database("postgres", "old");
        database("incoming/postgres", "half");

        replacement().settle();

        assertThat(word("postgres")).isEqualTo("old");
        assertThat(directory.resolve("incoming")).doesNotExist();
    }

    @ParameterizedTest
    @CsvSource({"before the first step, true, true", "between the two, false, true", "after both, false, false"})
    void whatWasBegunIsFinishedWhereverItWasKilled(String killed, boolean oldInPlace, boolean newWaits)
            throws Exception {
        database(oldInPlace ? "postgres" : "postgres-kept", "old");
        database(newWaits ? "incoming/postgres" : "postgres", "new");
        Files.writeString(directory.resolve("incoming.ready"), "postgres-kept\n");

        replacement().settle();
        replacement().settle();

        assertThat(word("postgres")).as(killed).isEqualTo("new");
        assertThat(word("postgres-kept")).isEqualTo("old");
        assertThat(directory.resolve("incoming")).doesNotExist();
        assertThat(directory.resolve("incoming.ready")).doesNotExist();
    }

    @Test
    void whatIsKeptIsNeverReplaced() throws Exception {
        database("postgres", "old");
        database("postgres-17", "older");
        database("incoming/postgres", "new");

        assertThat(replacement().commit("postgres-17")).isEqualTo(directory.resolve("postgres-17-2"));

        assertThat(word("postgres")).isEqualTo("new");
        assertThat(word("postgres-17-2")).isEqualTo("old");
        assertThat(word("postgres-17")).isEqualTo("older");
    }

    @Test
    void withoutTheOlderProgramsNothingIsTouchedAndItIsSaidWhatToDo() throws Exception {
        database("postgres/data", "16");

        assertThatThrownBy(() -> new MajorUpgrade(directory, MYSELF).run())
                .hasMessageContaining("is of PostgreSQL 16")
                .hasMessageContaining("./dabiao restore FILE --replace");

        assertThat(word("postgres/data")).isEqualTo("16");
    }

    @Test
    void aDatabaseOfANewerMajorVersionIsRefusedInWords() throws Exception {
        database("postgres/data", "99");

        assertThatThrownBy(() -> new MajorUpgrade(directory, MYSELF).run()).hasMessageContaining("is of PostgreSQL 99");
    }

    private Replacement replacement() {
        return new Replacement(directory, MYSELF);
    }

    private void database(String folder, String word) throws IOException {
        Files.createDirectories(directory.resolve(folder));
        Files.writeString(directory.resolve(folder).resolve("PG_VERSION"), word + "\n");
    }

    private String word(String folder) throws IOException {
        return Files.readString(directory.resolve(folder).resolve("PG_VERSION")).strip();
    }
}
