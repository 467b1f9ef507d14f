package io.dabiao.check.page;

import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebAddress;
import io.dabiao.declare.SubjectReader;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Lengths;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** {@code url:}, {@code seconds:}, {@code within:}, {@code contains:} and {@code console:}; refused where there is no Chromium. */
public final class PageReader implements SubjectReader {

    private static final Map<String, PageSubject.Time> TIMES = Cursor.words(
            PageSubject.Time.values(),
            time -> time.name().toLowerCase(Locale.ROOT).replace('_', '-'));
    private static final Map<String, Boolean> CONSOLE = Cursor.words("clean", true, "any", false);
    private static final Duration SHORTEST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMinutes(10);

    private final Supplier<Optional<Path>> browser;

    public PageReader() {
        this(Chromium::program);
    }

    /** @param browser the program; empty where there is none */
    PageReader(Supplier<Optional<Path>> browser) {
        this.browser = browser;
    }

    @Override
    public Optional<Probe.Subject> read(Fields fields) {
        Optional<WebAddress> url = fields.required("url").flatMap(PageReader::url);
        Optional<PageSubject.Time> time =
                fields.optional("seconds").map(at -> at.oneOf(TIMES)).orElse(Optional.of(PageSubject.Time.LOAD));
        Optional<Duration> within = fields.optional("within").flatMap(at -> Lengths.read(at, SHORTEST, LONGEST));
        Optional<String> contains = fields.optional("contains").flatMap(Cursor::text);
        Optional<Boolean> clean =
                fields.optional("console").map(at -> at.oneOf(CONSOLE)).orElse(Optional.of(false));
        if (browser.get().isEmpty()) {
            fields.whole()
                    .fault(
                            "a page in a browser, but there is no Chromium on this machine",
                            "a machine with Chromium",
                            "install it (Debian's package chromium), or leave kind: out to probe the page's own answer");
        }
        return url.flatMap(page -> time.flatMap(
                measured -> clean.map(strict -> new PageSubject(page, measured, within, contains, strict))));
    }

    @Override
    public Duration usualInterval() {
        return Duration.ofMinutes(5);
    }

    private static Optional<WebAddress> url(Cursor at) {
        return at.text().flatMap(text -> {
            try {
                return Optional.of(WebAddress.of(text));
            } catch (WebAddress.NoAddress none) {
                at.fault(at.shown(), "an address such as https://portal.example.org/", "write it in full");
                return Optional.empty();
            }
        });
    }
}
