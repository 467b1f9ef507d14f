package io.dabiao.document;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A statement that is kept reads for ever as it read then. */
class WordsInJsonTest {

    private record Kept(Words sentence) {}

    private final ObjectMapper mapper = new ObjectMapper();

    WordsInJsonTest() {
        new WordsInJson().customize(mapper);
    }

    @Test
    void aStatementIsKeptAsItsTexts() throws IOException {
        Words sentence = Words.listed(List.of("甲", "乙"));
        String kept = mapper.writeValueAsString(new Kept(sentence));
        assertThat(kept).isEqualTo("{\"sentence\":{\"english\":\"甲, 乙\",\"chinese\":\"甲、乙\"}}");
        assertThat(mapper.readValue(kept, Kept.class).sentence()).isEqualTo(sentence);
    }

    @Test
    void whatHadNoTextHasNoneAfterwards() throws IOException {
        String kept = mapper.writeValueAsString(new Kept(new Words(null, "甲")));
        assertThat(kept).isEqualTo("{\"sentence\":{\"english\":null,\"chinese\":\"甲\"}}");
        assertThat(mapper.readValue(kept, Kept.class).sentence().english()).isNull();
        assertThat(mapper.readValue("{\"sentence\":null}", Kept.class).sentence())
                .isNull();
    }
}
