package io.dabiao.alert;

import io.dabiao.alert.template.Template;
import io.dabiao.alert.template.WrongTemplate;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;

/**
 * What people read of a notification, from {@linkplain Template templates}: {@code title.zh.txt}, {@code body.zh.txt}, {@code
 * title.en.txt} and {@code body.en.txt}, the shipped ones or the user's own. A title is plain text; a body is Markdown, in which
 * every value but a link is escaped.
 */
final class Texts {

    /** Of more a message tells the number. */
    private static final int MOST_SHOWN = 20;

    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
    private static final List<String> PARTS = List.of("title", "body");

    private final Optional<Path> folder;
    private final ZoneId zone;

    Texts(Optional<Path> folder, ZoneId zone) {
        this.folder = folder;
        this.zone = zone;
    }

    /** The text of a notification. */
    Text of(Notification notification, Language language) throws WrongText {
        return of(notification, language, template("title", language), template("body", language));
    }

    /** With templates that are only tried. */
    Text of(Notification notification, Language language, String title, String body) throws WrongText {
        return new Text(
                Markdown.line(rendered(
                        file("title", language), title, data(notification, language, UnaryOperator.identity()))),
                rendered(file("body", language), body, data(notification, language, Markdown::escaped))
                        .strip());
    }

    /** What is wrong with the user's own templates, by file: each is tried on examples of every occasion. */
    Map<String, String> faults(Instant now) {
        Map<String, String> faults = new LinkedHashMap<>();
        for (Language language : Language.all()) {
            for (String part : PARTS) {
                String file = file(part, language);
                if (own(file).isPresent()) {
                    fault(file, part, language, now).ifPresent(words -> faults.put(file, words));
                }
            }
        }
        return faults;
    }

    private Optional<String> fault(String file, String part, Language language, Instant now) {
        try {
            String template = template(part, language);
            for (Notification.Occasion occasion : Notification.Occasion.values()) {
                for (Optional<String> link :
                        List.of(Optional.<String>empty(), Optional.of("https://dabiao.example.org"))) {
                    rendered(file, template, data(Example.of(occasion, link, now), language, UnaryOperator.identity()));
                }
            }
            return Optional.empty();
        } catch (WrongText wrong) {
            return Optional.of(wrong.getMessage());
        }
    }

    private Map<String, Object> data(Notification notification, Language language, UnaryOperator<String> written) {
        List<Map<String, Object>> lines = notification.alerts().stream()
                .limit(MOST_SHOWN)
                .map(alertSnapshot -> line(alertSnapshot, language, written))
                .toList();
        Duration quiet = notification.alerts().get(0).pace().span();
        return Map.of(
                "quiet",
                said(
                        quiet.compareTo(Duration.ofDays(1)) >= 0
                                ? Words.of(Texts.class, "aDay")
                                : Words.of(Texts.class, "anHour"),
                        language),
                "again",
                minute(notification.at().plus(quiet)),
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
    }

    private static String rendered(String file, String template, Map<String, Object> data) throws WrongText {
        try {
            return Template.of(template).render(data);
        } catch (WrongTemplate wrong) {
            throw new WrongText(file, wrong);
        }
    }

    /** The names of all templates. */
    static Stream<String> files() {
        return Language.all().stream().flatMap(language -> PARTS.stream().map(part -> file(part, language)));
    }

    /** What a template is called among what fails. */
    static String part(String file) {
        return "template " + file;
    }

    private static String file(String part, Language language) {
        return part + "." + language.word() + ".txt";
    }

    private Optional<Path> own(String file) {
        return folder.map(path -> path.resolve(file)).filter(Files::isRegularFile);
    }

    String template(String part, Language language) throws WrongText {
        String name = file(part, language);
        Optional<Path> own = own(name);
        if (own.isPresent()) {
            return read(own.get(), name);
        }
        if (!language.equals(Language.EN) && Texts.class.getResource("/alerts/" + name) == null) {
            return template(part, Language.EN);
        }
        try (InputStream shipped = Texts.class.getResourceAsStream("/alerts/" + name)) {
            return new String(shipped.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException("the shipped template " + name + " cannot be read", unreadable);
        }
    }

    private static String read(Path own, String name) throws WrongText {
        try {
            if (Files.size(own) > 4L * Template.LONGEST) {
                throw new WrongText(name, "the file is larger than a template of " + Template.LONGEST + " characters");
            }
            return Files.readString(own);
        } catch (IOException unreadable) {
            throw new WrongText(name, "it cannot be read as a text in UTF-8");
        }
    }

    /** One alert in one language. Nothing that a template sees has a type of this program. */
    private Map<String, Object> line(AlertSnapshot alertSnapshot, Language language, UnaryOperator<String> written) {
        Map<String, Object> line = new HashMap<>();
        line.put("severity", said(alertSnapshot.severity().words(), language));
        line.put("kind", said(alertSnapshot.kindWords(), language));
        line.put("year", alertSnapshot.year() == 0 ? "" : Integer.toString(alertSnapshot.year()));
        line.put("project", written.apply(alertSnapshot.projectName()));
        line.put("indicator", written.apply(alertSnapshot.indicatorName()));
        line.put("level1", written.apply(alertSnapshot.level1()));
        line.put("owner", written.apply(alertSnapshot.owner()));
        line.put("sentence", written.apply(said(alertSnapshot.sentence(), language)));
        line.put(
                "outlook",
                alertSnapshot
                        .outlook()
                        .map(words -> written.apply(said(words, language)))
                        .orElse(""));
        line.put("since", minute(alertSnapshot.startedAt()));
        line.put("resolved", alertSnapshot.resolvedAt().map(this::minute).orElse(""));
        line.put("link", alertSnapshot.link().orElse(""));
        line.put("runbook", alertSnapshot.runbook().orElse(""));
        line.put("answer", alertSnapshot.answer().orElse(""));
        return line;
    }

    private String minute(Instant at) {
        return MINUTE.format(at.atZone(zone));
    }

    private static String said(Words words, Language language) {
        return language.of(words);
    }
}
