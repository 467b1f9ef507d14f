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
    void aFormIsReadInPartsToo() throws Exception {
        PostedDocuments hook = new PostedDocuments(SECRET, Optional.empty());
        String parts = """
                --b
                Content-Disposition: form-data; name="formID"

                42
                --b
                Content-Disposition: form-data; name="姓名"
                Content-Type: text/plain; charset=UTF-8

                王芳
                --b
                Content-Disposition: form-data; name="q1"

                a
                --b
                Content-Disposition: form-data; name="q1"

                b
                --b
                Content-Disposition: form-data; name="picture"; filename="p.png"
                Content-Type: image/png

                bytes
                --b--
                """.replace("\n", "\r\n");
        Posting posting = new Posting(
                parts.getBytes(StandardCharsets.UTF_8),
                Map.of("content-type", "multipart/form-data; boundary=b"),
                Optional.of("multipart/form-data"),
                Map.of(),
                SECRET);

        assertThat(hook.rows(posting).rows())
                .extracting(row -> row.content().toString())
                .containsExactly("{\"formID\":\"42\",\"姓名\":\"王芳\",\"q1\":[\"a\",\"b\"]}");
        for (String broken : List.of("", "--b", "--b\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1")) {
            assertThatThrownBy(() -> hook.rows(new Posting(
                            broken.getBytes(StandardCharsets.UTF_8),
                            Map.of("content-type", "multipart/form-data"),
                            Optional.of("multipart/form-data"),
                            Map.of(),
                            SECRET)))
                    .as(broken)
                    .isInstanceOf(PostRefused.class);
        }
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
