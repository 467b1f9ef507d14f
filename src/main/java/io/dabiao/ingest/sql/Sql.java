package io.dabiao.ingest.sql;

import io.dabiao.ingest.source.Declaring;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.SourceKind;
import io.dabiao.ingest.stream.Attributes;
import io.dabiao.outbound.Drivers;
import io.dabiao.outbound.OutboundPolicy;
import io.dabiao.settings.Settings;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Lengths;
import io.dabiao.yaml.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Rows of a query, from any database for which there is a JDBC driver. */
@ApplicationScoped
class Sql implements SourceKind {

    /** A password in the address would be in logs and in the file. */
    private static final Pattern URL = Pattern.compile("jdbc:[a-z0-9:@]+.*", Pattern.CASE_INSENSITIVE);

    private static final Pattern CONFIDENTIAL =
            Pattern.compile(".*(password|passwd|pwd)\\s*=.*|.*//[^/@]*:[^/@]*@.*", Pattern.CASE_INSENSITIVE);

    /** What commits late, or was written by a clock that is behind, is still met. */
    private static final Duration OVERLAP = Duration.ofMinutes(10);

    private static final int OVERLAP_KEYS = 1_000;
    private static final int MOST_KEYS = 1_000_000;
    private static final Pattern LENGTH = Pattern.compile("[0-9.]+(ms|s|m|h|d)");

    private final Drivers drivers;
    private final OutboundPolicy policy;

    Sql(Settings settings, OutboundPolicy policy) {
        this.drivers = new Drivers(settings.drivers());
        this.policy = policy;
    }

    @Override
    public String name() {
        return "sql";
    }

    @Override
    public Optional<Place> place(Declaring declaring, Fields fields) {
        Optional<String> url = fields.required("url")
                .flatMap(at -> at.word()
                        .filter(text -> at.expectThat(
                                URL.matcher(text).matches()
                                        && !CONFIDENTIAL.matcher(text).matches(),
                                "an address that is none, or holds a password",
                                "the address of a database",
                                "write jdbc:mariadb://host:3306/name, and user and password beside it")));
        Optional<String> user = fields.optional("user").flatMap(Attributes::value);
        Optional<String> password = fields.optional("password").flatMap(Secret::read);
        Map<String, String> options = new HashMap<>();
        Attributes.options(fields, options);
        // Some drivers load classes or read files that an option names.
        fields.optional("url")
                .ifPresent(at -> declaring.expect(
                        at,
                        url.stream().noneMatch(text -> text.contains("?") || text.contains(";")),
                        "an address with options"));
        declaring.expect(fields.whole(), options.isEmpty(), "options of a driver");
        Optional<String> query = fields.required("query").flatMap(Cursor::text).map(Sql::bare);
        Optional<String> watermark = fields.optional("watermark").flatMap(Cursor::word);
        Optional<String> key = fields.optional("key").flatMap(Cursor::word);
        Duration overlap = OVERLAP;
        int overlapKeys = OVERLAP_KEYS;
        Optional<Cursor> written = fields.optional("overlap");
        if (written.isPresent()
                && written.get().word().filter(LENGTH.asMatchPredicate()).isPresent()) {
            overlap = Lengths.read(written.get(), Duration.ZERO, Duration.ofDays(400))
                    .orElse(OVERLAP);
        } else if (written.isPresent()) {
            overlapKeys = written.get()
                    .number(BigDecimal.ZERO, BigDecimal.valueOf(MOST_KEYS), "a length such as 10m, or a number of keys")
                    .map(BigDecimal::intValue)
                    .orElse(OVERLAP_KEYS);
        }
        if (url.isEmpty() || query.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new Query(
                drivers,
                policy,
                url.get(),
                user,
                password,
                Map.copyOf(options),
                query.get(),
                watermark,
                key,
                overlap,
                overlapKeys,
                declaring.zone()));
    }

    /** A query stands within another, where a semicolon would end it. */
    private static String bare(String query) {
        String text = query.strip();
        return text.endsWith(";") ? text.substring(0, text.length() - 1).strip() : text;
    }
}
