package io.dabiao.alert;

import io.dabiao.alert.AlertSettings.Language;
import io.dabiao.core.Words;
import io.quarkus.qute.Engine;
import io.quarkus.qute.ReflectionValueResolver;
import io.quarkus.qute.TemplateException;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What people read of a notification, from Qute templates: {@code title.zh.txt}, {@code body.zh.txt}, {@code title.en.txt} and
 * {@code body.en.txt}, the shipped ones or the user's own.
 */
final class Texts {

    /** Of more a message tells the number. */
    private static final int MOST_SHOWN = 20;

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final Engine ENGINE = Engine.builder()
            .addDefaults()
            .addValueResolver(new ReflectionValueResolver())
            .strictRendering(true)
            .removeStandaloneLines(true)
            .build();

    /**
     * One alert in one language, for a template.
     *
     * @param indicator as printed, or the part of the service
     * @param since by the institution's clocks
     */
    public record Line(
            String severity,
            String kind,
            String year,
            String project,
            String indicator,
            String level1,
            String owner,
            String sentence,
            String outlook,
            String since,
            String resolved,
            String link) {}

    private final Optional<Path> folder;
    private final ZoneId zone;

    Texts(Optional<Path> folder, ZoneId zone) {
        this.folder = folder;
        this.zone = zone;
    }

    /**
     * The text of a notification.
     *
     * @throws TemplateException where a template of the user's own is wrong; it says where
     */
    Text of(Notification notification, Language language) {
        return of(notification, language, template("title", language), template("body", language));
    }

    /** With templates that are only tried. */
    Text of(Notification notification, Language language, String title, String body) {
        List<Line> lines = notification.alerts().stream()
                .limit(MOST_SHOWN)
                .map(told -> line(told, language))
                .toList();
        Map<String, Object> data = Map.of(
                "occasion",
                said(notification.occasion().words(), language),
                "resolved",
                notification.occasion() == Notification.Occasion.RESOLVED,
                "flapping",
                notification.occasion() == Notification.Occasion.FLAPPING,
                "alerts",
                lines,
                "first",
                lines.get(0),
                "count",
                notification.alerts().size(),
                "more",
                notification.alerts().size() - lines.size());
        return new Text(
                rendered(title, data).replaceAll("\\s+", " ").strip(),
                rendered(body, data).strip());
    }

    private static String rendered(String template, Map<String, Object> data) {
        return ENGINE.parse(template).data(data).render();
    }

    String template(String part, Language language) {
        String name = part + "." + language.word() + ".txt";
        Optional<Path> own = folder.map(path -> path.resolve(name)).filter(Files::isRegularFile);
        try {
            if (own.isPresent()) {
                return Files.readString(own.get());
            }
            try (InputStream shipped = Texts.class.getResourceAsStream("/alerts/" + name)) {
                return new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
            }
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the template " + name + " cannot be read", unreadable);
        }
    }

    private Line line(Told told, Language language) {
        return new Line(
                said(told.severity().words(), language),
                said(told.kind().words(), language),
                told.year() == 0 ? "" : Integer.toString(told.year()),
                told.projectName(),
                told.indicatorName(),
                told.level1(),
                told.owner(),
                said(told.sentence(), language),
                told.outlook().map(words -> said(words, language)).orElse(""),
                minute(told.startedAt()),
                told.resolvedAt().map(this::minute).orElse(""),
                told.link().orElse(""));
    }

    private String minute(Instant at) {
        return MINUTE.format(at.atZone(zone));
    }

    private static String said(Words words, Language language) {
        return language == Language.ZH ? words.chinese() : words.english();
    }
}
