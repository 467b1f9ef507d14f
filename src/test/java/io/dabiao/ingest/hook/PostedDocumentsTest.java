package io.dabiao.ingest.hook;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import io.dabiao.ingest.source.PostRefused;
import io.dabiao.ingest.source.Posting;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PostedDocumentsTest {

    private static final String SECRET = "a-secret-of-the-tests-1";
    private static final String KEY = "key";

    private static final PostedDocuments SIGNED = new PostedDocuments(
            SECRET,
            Optional.of(new Signature.Member(
                    JsonPointer.compile("/sign"), List.of(JsonPointer.compile("/id")), "SHA-256", KEY)));

    private static Posting posting(String secret, String body) {
        return new Posting(
                body.getBytes(StandardCharsets.UTF_8), Map.of(), Optional.of("application/json"), Map.of(), secret);
    }

    private static String document(int id) throws Exception {
        byte[] digest = MessageDigest.getInstance("SHA-256").digest((id + KEY).getBytes(StandardCharsets.UTF_8));
        return "{\"id\":" + id + ",\"sign\":\"" + HexFormat.of().formatHex(digest) + "\"}";
    }

    @Test
    void whoeverDoesNotKnowTheAddressIsNotRead() {
        assertThat(SIGNED.knows(SECRET)).isTrue();
        assertThat(SIGNED.knows("")).isFalse();
        assertThat(SIGNED.knows(SECRET + "x")).isFalse();
        assertThatThrownBy(() -> SIGNED.rows(posting("another", "{}"))).isInstanceOf(PostRefused.class);
    }

    @Test
    void aSignedDocumentSignsNoneBesideIt() throws Exception {
        assertThat(SIGNED.rows(posting(SECRET, document(1)))).isNotNull();
        assertThat(SIGNED.rows(posting(SECRET, "[" + document(1) + "," + document(2) + "]")))
                .isNotNull();
        for (String forged : List.of(
                "[" + document(1) + ",{\"id\":2}]",
                "[" + document(1) + ",{\"id\":2,\"sign\":" + document(1).replaceFirst(".*\"sign\":", "") + "]",
                "[]",
                "{\"id\":1}")) {
            assertThatThrownBy(() -> SIGNED.rows(posting(SECRET, forged)))
                    .as(forged)
                    .isInstanceOf(PostRefused.class);
        }
    }
}
