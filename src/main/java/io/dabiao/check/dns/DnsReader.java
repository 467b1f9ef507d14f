package io.dabiao.check.dns;

import io.dabiao.check.probe.Endpoint;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebAddress;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code query: NAME}, {@code type:}, {@code server: HOST[:53]}, {@code expect: [RECORD]} and {@code dnssec: true}. */
public final class DnsReader implements SubjectReader {

    private static final Map<String, DnsType> TYPES = Cursor.words(DnsType.values(), DnsType::name);
    private static final Map<String, Boolean> SIGNED = Cursor.words("true", true, "false", false);

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<String> query = fields.required("query").flatMap(DnsReader::name);
        Optional<DnsType> type =
                fields.optional("type").map(at -> at.oneOf(TYPES)).orElse(Optional.of(DnsType.A));
        Optional<Endpoint> server = fields.optional("server").flatMap(at -> Endpoint.read(at, 53));
        List<String> expect = fields.optional("expect")
                .map(at -> at.scalar() ? at.text().stream().toList() : at.texts("records"))
                .orElse(List.of());
        boolean signed = fields.optional("dnssec")
                .flatMap(Cursor::word)
                .map(word -> SIGNED.getOrDefault(word, false))
                .orElse(false);
        fields.optional("dnssec")
                .ifPresent(at -> at.word()
                        .ifPresent(word -> at.expect(
                                SIGNED.containsKey(word),
                                "true or false",
                                "write true where the answer must be validated")));
        return query.flatMap(name -> type.map(kind -> new DnsSubject(name, kind, server, expect, signed)));
    }

    /** In ASCII; a name in another script is written as it is. */
    private static Optional<String> name(Cursor at) {
        return at.text().flatMap(text -> {
            Optional<String> ascii = ascii(text);
            at.expect(ascii.isPresent(), "a name such as portal.example.org", "write it without scheme and path");
            return ascii;
        });
    }

    private static Optional<String> ascii(String text) {
        if (text.matches(".*[/:@?#\\[\\]].*")) {
            return Optional.empty();
        }
        try {
            String name = WebAddress.of("http://" + text + "/").host();
            String bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
            boolean fits = !bare.isEmpty()
                    && bare.length() <= 253
                    && Arrays.stream(bare.split("\\.", -1)).allMatch(label -> !label.isEmpty() && label.length() <= 63);
            return fits ? Optional.of(bare) : Optional.empty();
        } catch (WebAddress.NoAddress none) {
            return Optional.empty();
        }
    }
}
