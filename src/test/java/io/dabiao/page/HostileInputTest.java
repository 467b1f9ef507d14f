package io.dabiao.page;

import static io.dabiao.Api.event;
import static io.dabiao.Api.lines;
import static io.dabiao.Api.take;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.dabiao.Api;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.ServiceDatabase;
import io.dabiao.access.Role;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Person;
import io.dabiao.access.person.Sessions;
import io.dabiao.evaluate.EvaluationCache;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.LocalDate;
import java.time.ZoneId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.junit.jupiter.api.Test;

/** Walks all pages as an administrator, and types into every field of every form that it finds. */
@QuarkusTest
@WithTestResource(HostileInputTest.Database.class)
@Guard
class HostileInputTest {

    /** Of its own: what is typed here stands in everything. Reading is open, too. */
    public static final class Database extends ServiceDatabase {

        @Override
        public Map<String, String> start() {
            Map<String, String> settings = new HashMap<>(super.start());
            settings.put("dabiao.open-reading", "true");
            return settings;
        }
    }

    private static final String PASSWORD = "一句容易记住的话 2024";
    private static final int YEAR = LocalDate.now(ZoneId.of("Asia/Shanghai")).getYear();
    private static final String PROJECT = "hostile";

    /** What PostgreSQL's text cannot hold, and what terminals obey. */
    private static final String CONTROL = "a\u0000b\u0007\u001b[31m\uFFFE";

    private static final int PAGES_OF_A_KIND = 2;
    private static final int MOST_PAGES = 400;
    private static final int LONGEST_IN_QUERY = 200;

    private static final Pattern LINK = Pattern.compile("<a [^>]*href=\"(/[^\"#]*)");
    private static final Pattern EXPORT = Pattern.compile("href=\"(/[^\"#]*[?;&](?:[a-z]+-)?as=csv[^\"#]*)");
    /** A cell, in quotation marks or without. */
    private static final Pattern CSV_CELL = Pattern.compile("(?:^|,|\\r\\n)(?:\"((?:[^\"]|\"\")*)\"|([^,\"\\r\\n]*))");

    private static final Pattern RUN = Pattern.compile("[\\s\\p{Z}\\p{C}]*[=+@＝＋－＠-].*|[\\t\\r].*", Pattern.DOTALL);
    private static final Pattern FORM = Pattern.compile("<form([^>]*)>(.*?)</form>", Pattern.DOTALL);
    private static final Pattern FIELD =
            Pattern.compile("<(input|textarea|select|button)\\b([^>]*)>(?:(.*?)</\\1>)?", Pattern.DOTALL);
    private static final Pattern ATTRIBUTE = Pattern.compile("([a-z-]+)(?:=\"([^\"]*)\")?");
    private static final Pattern OPTION = Pattern.compile("<option value=\"([^\"]*)\"");
    private static final Set<String> CHOSEN = Set.of("checkbox", "radio", "submit", "button");

    /** A form, with what it sends when no one types. */
    private record Form(
            String page,
            String action,
            boolean post,
            boolean files,
            Map<String, String> kept,
            List<String> texts,
            List<String> uploads) {

        String kind() {
            return kindOf(action) + " " + texts + uploads;
        }
    }

    @Inject
    People people;

    @Inject
    Sessions sessions;

    @Inject
    EvaluationCache board;

    @ConfigProperty(name = "dabiao.declarations")
    Path declarations;

    private Typist administrator;

    @Test
    void whateverIsTypedIntoWhateverFieldIsShownAsTextOrRefusedInWords() throws IOException {
        everythingThatPagesShowIsThere();
        Map<String, String> pages = walk();
        Map<String, Form> forms = new LinkedHashMap<>();
        pages.forEach((path, page) -> forms(path, page).forEach(form -> forms.putIfAbsent(form.kind(), form)));
        assertThat(forms.keySet().toString())
                .as("forms that were found")
                .contains("/enter/values", "/people", "/tokens", "/alerts/silences", "/start", "/mend");
        assertThat(forms).hasSizeGreaterThan(20);

        List<String> texts = new ArrayList<>(Hostile.TEXTS);
        texts.add(CONTROL);
        List<String> troubles = new ArrayList<>();
        for (Form form : forms.values()) {
            for (String text : texts) {
                sound(form.page() + " → " + form.action() + " " + form.texts(), text, send(form, text), troubles);
            }
        }
        for (String path : pages.keySet()) {
            for (String text : texts) {
                String typed = inQuery(text);
                String parameters =
                        List.of("year", "project", "after", "page", "until", "to", "id", "item", "source", "type")
                                .stream()
                                .map(name -> name + "=" + typed)
                                .collect(Collectors.joining("&"));
                String bare = path.replaceFirst("\\?.*", "");
                sound(bare + "?…", text, administrator.get(bare + "?" + parameters), troubles);
                sound(bare + "?lang=…", text, administrator.get(bare + "?lang=" + typed + "&theme=" + typed), troubles);
            }
        }
        Map<String, String> after = walk();
        after.forEach((path, page) -> {
            if (raw(page)) {
                troubles.add(path + " shows what was typed as markup");
            }
        });
        Set<String> exports = new HashSet<>();
        after.forEach((path, page) -> {
            Matcher export = EXPORT.matcher(page);
            while (export.find()) {
                exports.add(unescaped(export.group(1)));
            }
        });
        assertThat(exports).hasSizeGreaterThan(5);
        exports.forEach(export -> guarded(export, administrator.get(export), troubles));
        assertThat(troubles).isEmpty();
        assertThat(administrator.get("/audit").statusCode())
                .as("who typed is still signed in")
                .isEqualTo(200);
    }

    private void everythingThatPagesShowIsThere() throws IOException {
        Api.nobody()
                .redirects()
                .follow(false)
                .contentType("application/x-www-form-urlencoded; charset=UTF-8")
                .formParam("token", ServiceDatabase.ADMIN_TOKEN)
                .formParam("name", "王管理员")
                .formParam("password", PASSWORD)
                .formParam("again", PASSWORD)
                .post("/sign-in/first")
                .then()
                .statusCode(303);
        Person first = people.all().get(0);
        people.create("别人", PASSWORD, Set.of(Role.VIEW), Set.of(), Set.of(), "test");
        administrator = new Typist(sessions, first);
        String name = "'" + Hostile.SCRIPT.replace("'", "''") + Hostile.TEMPLATE + "'";
        Path whole = Files.createTempFile(declarations, ".new", "");
        Files.writeString(
                whole,
                "project: " + PROJECT + "\nname: " + name + "\nyear: " + YEAR
                        + "\ninstitution: 中心\ndepartment: 局\nnature: 经常性\ncategory: 运转类\nzone: Asia/Shanghai\n"
                        + "period: {from: " + YEAR + "-01-01, to: " + YEAR + "-12-31}\n"
                        + "budget: {total: 1.00, treasury: 1.00, carriedOver: 0.00, other: 0.00}\ngoal: " + name
                        + "\nindicators:\n"
                        + "  - {id: rules, name: " + name + ", level1: 效益指标, level2: 可持续影响指标, printed: '完善', reading:"
                        + " {operator: '≥', value: 80, unit: '%', kind: completion, because: " + name
                        + "}, behaviour: standing, measure: reported, cadence: P400D, owner: 值班员}\n"
                        + "  - {id: visits, name: 走访企业, level1: 产出指标, level2: 数量指标, printed: '≤10.00(家)',"
                        + " behaviour: limit, measure: {sum: value, over: visit.hostile}, cadence: P400D}\n");
        Files.move(whole, declarations.resolve(PROJECT + ".yaml"), StandardCopyOption.ATOMIC_MOVE);
        take(event("//hostile/visits", "v-1", "visit.hostile", YEAR + "-01-02T09:00:00+08:00", "{\"value\":30}"));
        lines(event("hostile", "r-1", "visit.hostile", "yesterday", "{\"value\":1}"))
                .statusCode(200);
        await().atMost(Patience.PATIENCE)
                .until(() -> board.rows().stream()
                        .anyMatch(row -> row.ref().project().equals(PROJECT)
                                && row.verdict().word().equals("breached")));
        await().atMost(Patience.PATIENCE).untilAsserted(() -> {
            Response alerts = administrator.get("/alerts");
            assertThat(alerts.asString())
                    .as(
                            "/alerts answers %d while the jobs say %s and the API %s",
                            alerts.statusCode(),
                            Api.nobody().get("/q/health/well").asString(),
                            Api.admin().get("/api/v1/alerts").asString())
                    .contains("走访企业");
        });
    }

    /** Pages that links lead to, by path; of each kind a few. */
    private Map<String, String> walk() {
        Map<String, String> pages = new LinkedHashMap<>();
        Map<String, Integer> kinds = new HashMap<>();
        Set<String> seen = new HashSet<>();
        Deque<String> ahead = new ArrayDeque<>(List.of(
                "/overview?year=" + YEAR,
                "/years/" + YEAR + "/" + PROJECT + "/visits",
                "/enter/values/" + YEAR + "/" + PROJECT + "/rules",
                "/enter/files/new?type=visit.hostile",
                "/enter/corrections/event?source=//hostile/visits&id=v-1",
                "/reports/" + YEAR + "/" + PROJECT + "/self-assessment/rows/visits",
                "/reports/" + YEAR + "/" + PROJECT + "/self-assessment/whole",
                "/reports/" + YEAR + "/" + PROJECT + "/self-assessment/seal",
                "/alerts/silences/new",
                "/sign-in",
                "/account"));
        while (!ahead.isEmpty() && pages.size() < MOST_PAGES) {
            String path = ahead.poll();
            if (!seen.add(path) || kinds.merge(kindOf(path), 1, Integer::sum) > PAGES_OF_A_KIND) {
                continue;
            }
            Response answer = administrator.get(path);
            assertThat(answer.statusCode()).as(path).isLessThan(500);
            if (answer.statusCode() != 200 || !answer.contentType().startsWith("text/html")) {
                continue;
            }
            String page = answer.asString();
            pages.put(path, page);
            Matcher links = LINK.matcher(page);
            while (links.find()) {
                String link = unescaped(links.group(1));
                if (!link.matches("(/q/|/assets/).*|.*[?&]([a-z]+-)?(as|lang|theme|sort|page|format)=.*")) {
                    ahead.add(link);
                }
            }
        }
        return pages;
    }

    private static String kindOf(String path) {
        return path.replaceFirst("\\?.*", "")
                .replaceAll("/years/\\d+/[^/]+/[^/]+", "/years/#/#/#")
                .replaceAll("/(values|reports|declarations|start|years)/\\d+/[^/]+", "/$1/#/#")
                .replaceAll("/rows/[^/]+", "/rows/#")
                .replaceAll("(/enter/values/#/#)/[^/]+", "$1/#")
                .replaceAll("\\d+", "#");
    }

    private static List<Form> forms(String path, String page) {
        List<Form> forms = new ArrayList<>();
        Matcher found = FORM.matcher(page);
        while (found.find()) {
            Map<String, String> form = attributes(found.group(1));
            Map<String, String> kept = new LinkedHashMap<>();
            List<String> texts = new ArrayList<>();
            List<String> uploads = new ArrayList<>();
            Matcher fields = FIELD.matcher(found.group(2));
            while (fields.find()) {
                Map<String, String> field = attributes(fields.group(2));
                String name = field.get("name");
                String type = fields.group(1).equals("input") ? field.getOrDefault("type", "text") : fields.group(1);
                if (name == null || name.equals("csrf")) {
                    continue;
                }
                if (type.equals("hidden")) {
                    kept.put(name, unescaped(field.getOrDefault("value", "")));
                } else if (type.equals("file")) {
                    uploads.add(name);
                } else if (type.equals("select")) {
                    Matcher option = OPTION.matcher(fields.group());
                    String value = "";
                    while (value.isEmpty() && option.find()) {
                        value = unescaped(option.group(1));
                    }
                    kept.put(name, value);
                } else if (CHOSEN.contains(type)) {
                    if (type.equals("radio") || type.equals("button") || field.containsKey("checked")) {
                        kept.putIfAbsent(name, unescaped(field.getOrDefault("value", "on")));
                    }
                } else {
                    texts.add(name);
                }
            }
            String action = unescaped(form.getOrDefault("action", path)).replaceFirst("#.*", "");
            boolean harmless = !action.matches("/sign-out|.*/end|.*/discard");
            if (harmless && !(texts.isEmpty() && uploads.isEmpty())) {
                forms.add(new Form(
                        path,
                        action.isEmpty() ? path : action,
                        "post".equals(form.get("method")),
                        "multipart/form-data".equals(form.get("enctype")),
                        kept,
                        texts,
                        uploads));
            }
        }
        return forms;
    }

    private static Map<String, String> attributes(String text) {
        Map<String, String> attributes = new HashMap<>();
        Matcher one = ATTRIBUTE.matcher(text);
        while (one.find()) {
            attributes.put(one.group(1), one.group(2) == null ? "" : one.group(2));
        }
        return attributes;
    }

    private Response send(Form form, String text) {
        Map<String, String> typed = new LinkedHashMap<>(form.kept());
        form.texts().forEach(name -> typed.put(name, text));
        if (!form.post()) {
            String query = typed.entrySet().stream()
                    .map(one -> encoded(one.getKey()) + "=" + inQuery(one.getValue()))
                    .collect(Collectors.joining("&"));
            return administrator.get(form.action().replaceFirst("\\?.*", "") + "?" + query);
        }
        Response answer = form.files()
                ? administrator.send(
                        form.page(),
                        form.action(),
                        typed,
                        form.uploads().isEmpty() ? "none" : form.uploads().get(0),
                        form.uploads().isEmpty() ? "" : Hostile.FILE,
                        Api.utf8(text))
                : administrator.late(form.page(), form.action(), typed);
        String next = answer.header("Location");
        return answer.statusCode() == 303
                ? administrator.get(next.replaceFirst("^https?://[^/]+", "").replaceFirst("#.*", ""))
                : answer;
    }

    private static void sound(String what, String text, Response answer, List<String> troubles) {
        String start = what + " with '" + text.substring(0, Math.min(12, text.length())) + "': ";
        int status = answer.statusCode();
        if (status >= 500) {
            troubles.add(start + status);
        }
        // An address that is longer than any page's is turned away before any page is asked.
        String body = answer.asString();
        if (status != 414 && !body.contains("<h1") && status != 303 && status != 302 && status != 404) {
            troubles.add(start + status + " and no words: " + body.substring(0, Math.min(120, body.length())));
        }
        if (raw(body)) {
            troubles.add(start + "shown as markup");
        }
    }

    /** No cell of an exported list is one that a spreadsheet runs. */
    private static void guarded(String path, Response export, List<String> troubles) {
        if (export.statusCode() == 200 && export.contentType().startsWith("text/html")) {
            return; // A list on a page that hands out no file.
        }
        if (export.statusCode() != 200 || !export.contentType().startsWith("text/csv")) {
            troubles.add(path + " is no CSV: " + export.statusCode() + " " + export.contentType());
            return;
        }
        Matcher cells = CSV_CELL.matcher(export.asString().replaceFirst("^\uFEFF", ""));
        while (cells.find()) {
            String cell =
                    cells.group(1) == null ? cells.group(2) : cells.group(1).replace("\"\"", "\"");
            if (RUN.matcher(cell).matches() && !cell.matches("[-+]?[0-9]+(\\.[0-9]+)?")) {
                troubles.add(path + " has a cell that a spreadsheet runs: " + cell);
            }
        }
    }

    private static boolean raw(String body) {
        return body.contains("<script>document") || body.contains("<img src=x");
    }

    /** Not longer than a server takes an address to be. */
    private static String inQuery(String text) {
        return encoded(text.length() > LONGEST_IN_QUERY ? text.substring(0, LONGEST_IN_QUERY / 5) : text);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private static String unescaped(String text) {
        return text.replace("&quot;", "\"")
                .replace("&#39;", "'")
                .replace("&lt;", "<")
                .replace("&gt;", ">")
                .replace("&amp;", "&");
    }
}
