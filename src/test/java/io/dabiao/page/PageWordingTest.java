package io.dabiao.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Guard;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Every page, found by following links as a person does, says what it says in one language and in words of people. */
@QuarkusTest
@Guard
class PageWordingTest extends PageTest {

    private static final Path PAGES = Path.of("src", "main", "resources", "io", "dabiao", "page");

    /** Of one kind of page so many are looked at. */
    private static final int EACH = 2;

    private static final Pattern LINK = Pattern.compile("<a [^>]*href=\"(/[^\"#]*)");

    /** What is meant to be read by programs, or is text of its own, such as a declaration as it was written. */
    private static final Pattern OTHER = Pattern.compile(
            "(?s)<(script|style|pre|textarea|code|title|svg)\\b.*?</\\1>|<aside class=\"demonstration\".*?</aside>|<div class=\"choices\".*?</header>");

    /** Names that Chinese offices write in Latin letters, and what people called things themselves. */
    private static final Pattern NAMES = Pattern.compile(
            "CSV|XLSX|XLS|ODS|PDF|PDF/A|HTML|JSON|YAML|ZIP|DOCX|Word|Excel|API|VPN|Webhook|Alertmanager|Prometheus|Ctrl|Mac|Vera Viewer"
                    + "|MB|SHA-256|HTTP|English");

    /** Three words of Latin letters in a row are a phrase. */
    private static final Pattern PHRASE = Pattern.compile("(?<![\\w./:@-])[A-Za-z]{2,}(?: [A-Za-z]{2,}){2,}");

    /** One within an id, which an event bears for ever, is none that is shown as a time. */
    private static final Pattern INSTANT = Pattern.compile("(?<![/\\d])\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d[\\d:.]*Z");

    private static final Pattern CLASS = Pattern.compile("\\b(?:java|javax|io|org|com)(?:\\.[a-z0-9]+)+\\.[A-Z]\\w+");
    /** As a declaration writes what a measure counts: the catalogue has names for it. */
    private static final Pattern SELECTOR = Pattern.compile("\\b[a-z]+(?:\\.[a-z_]+)+\\{[^}]*[=><]|`[a-z.]+`");

    private static final Pattern JSON = Pattern.compile("\\{\\s*\"|\":\\s*[\\[{\"\\d]");

    /** A page's own paths, without what differs between pages of one kind. */
    private static String kind(String path) {
        return path.replaceFirst("\\?.*", "")
                .replaceAll("/years/\\d+/[^/]+/[^/]+", "/years/*/*/*")
                .replaceAll("/(\\d+|[0-9a-f]{8}-[0-9a-f-]{27})(?=/|$)", "/*")
                .replaceAll("/(years|reports|declarations|declaring|enter/values|start)/\\*/[^/]+", "/$1/*/*")
                .replaceAll("/rows/[^/]+", "/rows/*")
                .replaceAll("/indicators/[^/]+$", "/indicators/*");
    }

    /** The texts of a page, one for each place where some stand. */
    private static List<String> texts(String page) {
        return Stream.of(OTHER.matcher(page).replaceAll(" ").split("<[^>]*>"))
                .map(text -> text.replace("&lt;", "<")
                        .replace("&gt;", ">")
                        .replace("&quot;", "\"")
                        .replace("&#39;", "'")
                        .replace("&nbsp;", " ")
                        .replace("&amp;", "&")
                        .strip())
                .filter(text -> !text.isEmpty())
                .toList();
    }

    private Map<String, String> pages(String language) {
        Map<String, Integer> seen = new HashMap<>();
        Map<String, String> pages = new HashMap<>();
        Set<String> known = new HashSet<>();
        Deque<String> open = new ArrayDeque<>(List.of("/overview?year=2024", "/overview"));
        while (!open.isEmpty()) {
            String path = open.poll();
            String kind = kind(path);
            if (!known.add(path) || seen.merge(kind, 1, Integer::sum) > EACH || leadsAway(path)) {
                continue;
            }
            Response answer = as(ADMINISTRATOR).get(path + (path.contains("?") ? "&" : "?") + "lang=" + language);
            String type = String.valueOf(answer.contentType());
            if (answer.statusCode() != 200 || !type.startsWith("text/html")) {
                continue;
            }
            String page = answer.asString();
            pages.put(path, page);
            Matcher links = LINK.matcher(page);
            while (links.find()) {
                open.add(links.group(1).replace("&amp;", "&"));
            }
        }
        return pages;
    }

    /** To a file, to another language, or out. */
    private static boolean leadsAway(String path) {
        return path.startsWith(
                        "/rejections") // What systems sent is shown as it came, and what is wrong with it in their
                // language.
                || path.startsWith("/audit") // A record names things by their ids.
                || path.startsWith("/q/")
                || path.startsWith("/api/")
                || path.startsWith("/sign-")
                || path.contains("lang=")
                || path.contains("theme=")
                || path.contains("-as=")
                || path.contains("/file")
                || path.contains("/template")
                || path.contains("-sort=");
    }

    @Test
    void aChinesePageSaysNothingInEnglishNorInTheWordsOfPrograms() {
        Map<String, String> pages = pages("zh");
        List<String> wrong = new ArrayList<>();
        pages.forEach((path, page) -> {
            for (String text : texts(page)) {
                String plain = NAMES.matcher(text).replaceAll("");
                for (Pattern pattern : List.of(PHRASE, INSTANT, CLASS, JSON, SELECTOR)) {
                    Matcher found = pattern.matcher(plain);
                    if (found.find()) {
                        wrong.add(path + ": " + found.group() + " in: " + Cell.cut(text, 160));
                    }
                }
            }
        });
        assertThat(pages.size()).isGreaterThan(30);
        assertThat(wrong.stream().distinct().toList())
                .as(pages.size() + " pages")
                .isEmpty();
    }

    @Test
    void anEnglishPageSaysNothingInChineseButNames() throws IOException {
        Set<String> words = words();
        Map<String, String> pages = pages("en");
        List<String> wrong = new ArrayList<>();
        pages.forEach((path, page) -> {
            for (String text : texts(page)) {
                if (words.contains(text)) {
                    wrong.add(path + ": " + text);
                }
                for (Pattern pattern : List.of(INSTANT, CLASS, JSON, SELECTOR)) {
                    Matcher found = pattern.matcher(text);
                    if (found.find()) {
                        wrong.add(path + ": " + found.group() + " in: " + Cell.cut(text, 160));
                    }
                }
            }
        });
        assertThat(pages.size()).isGreaterThan(30);
        assertThat(wrong.stream().distinct().toList())
                .as(pages.size() + " pages")
                .isEmpty();
    }

    /** All that pages may say in Chinese of their own. */
    private static Set<String> words() throws IOException {
        try (Stream<Path> all = Files.walk(PAGES)) {
            return all.filter(path -> path.endsWith("zh.properties"))
                    .flatMap(path -> {
                        Properties words = new Properties();
                        try (Reader reader = Files.newBufferedReader(path)) {
                            words.load(reader);
                        } catch (IOException unreadable) {
                            throw new java.io.UncheckedIOException(unreadable);
                        }
                        return words.values().stream().map(String::valueOf);
                    })
                    // A single sign may be a name or a value of somebody's, such as 无.
                    .filter(text -> text.matches(".*\\p{IsHan}{2}.*") && !text.contains("{"))
                    .collect(Collectors.toSet());
        }
    }
}
