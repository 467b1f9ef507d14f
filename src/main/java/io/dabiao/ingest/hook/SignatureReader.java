package io.dabiao.ingest.hook;

import com.fasterxml.jackson.core.JsonPointer;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Reads how a hook's postings are signed. */
final class SignatureReader {

    private static final Map<String, String> WAYS = new TreeMap<>();

    static {
        List.of("token", "hmac-sha256", "hmac-sha1", "sha1", "sha256", "md5").forEach(way -> WAYS.put(way, way));
    }

    private SignatureReader() {}

    /** Empty where faults were told. */
    static Optional<Signature> read(Cursor at) {
        return at.fields("a signature").flatMap(SignatureReader::read);
    }

    private static Optional<Signature> read(Fields fields) {
        Optional<String> by = fields.required("by").flatMap(at -> at.oneOf(WAYS));
        Optional<String> key = fields.required("key").flatMap(Secret::read);
        boolean member = by.filter(way -> way.matches("sha1|sha256|md5")).isPresent();
        Optional<Signature> read = member ? member(fields, by.get(), key) : header(fields, by, key);
        fields.done();
        return read;
    }

    private static Optional<Signature> header(Fields fields, Optional<String> by, Optional<String> key) {
        Optional<String> header =
                fields.required("header").flatMap(Cursor::word).map(name -> name.toLowerCase(Locale.ROOT));
        return by.flatMap(way -> header.flatMap(name -> key.map(secret -> Signature.algorithm(way)
                .<Signature>map(algorithm -> new Signature.Keyed(name, algorithm, secret))
                .orElseGet(() -> new Signature.Token(name, secret)))));
    }

    private static Optional<Signature> member(Fields fields, String by, Optional<String> key) {
        Optional<JsonPointer> at = fields.required("at").flatMap(SignatureReader::place);
        List<JsonPointer> over = fields.required("over").map(list -> list.items("places")).orElse(List.of()).stream()
                .map(SignatureReader::place)
                .flatMap(Optional::stream)
                .toList();
        String algorithm = Signature.algorithm(by).orElseThrow();
        return at.flatMap(place -> key.map(secret -> new Signature.Member(place, over, algorithm, secret)));
    }

    private static Optional<JsonPointer> place(Cursor at) {
        return at.text()
                .filter(text -> at.expect(
                        text.startsWith("/"), "a place in the document", "write it as a JSON pointer, such as /sign"))
                .map(JsonPointer::compile);
    }
}
