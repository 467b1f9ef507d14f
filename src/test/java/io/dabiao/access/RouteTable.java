package io.dabiao.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.ServiceDatabase;
import io.restassured.RestAssured;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.stream.Collectors;

/**
 * Who is answered what: each route of the service by each role, as {@code src/test/resources/access/routes.txt} has it.
 * {@code -Dgolden=write} writes it, by the two tests that fill its columns.
 */
public final class RouteTable {

    /** In the order of the table. */
    public static final List<String> COLUMNS = List.of(
            "nobody", "open", "view", "ingest", "report", "own-token", "other-token", "owner", "other-owner", "admin");

    private static final Path FILE = Path.of("src", "test", "resources", "access", "routes.txt");
    private static final int AT_ONCE = 6;
    private static final int WIDTH = 12;

    private static final String HEAD = """
            # Who is answered what, by the service itself: every route of the API and of the pages, asked by every role.
            #
            # yes      the right is there (whatever else was wrong with a request that is made to do no harm)
            # sign-in  sent to the page for signing in
            # 401      nobody, and somebody is wanted      403  somebody, and not permitted
            # 404      there is nothing for this caller: what does not exist, or is another's
            # first    asks for the administrator's token while no account administers the service, 404 ever after
            #
            # nobody       without a token, reading not open      open         without a token, reading open
            # view, ingest, report, admin: tokens of that role
            # own-token    a token to view and report, limited to the project asked for; other-token to another one
            # owner        a person who owns the project asked for; other-owner another one
            """;

    /** A way to come. */
    public interface Visitor {

        /** Puts on what this caller comes with. */
        HttpRequest.Builder dressed(HttpRequest.Builder request);
    }

    private RouteTable() {}

    /** By bearer token. */
    public static Visitor bearer(String token) {
        return request -> request.header("Authorization", "Bearer " + token);
    }

    /** Asks every route as each visitor, and compares with the columns of their names, or writes them. */
    public static void check(Map<String, Visitor> visitors) throws IOException {
        Map<String, Map<String, String>> found = ask(visitors);
        Map<String, Map<String, String>> known = read();
        assertThat(found.toString()).as("no route fails").doesNotContainPattern("=5\\d\\d");
        if ("write".equals(System.getProperty("golden"))) {
            Map<String, Map<String, String>> all = new TreeMap<>(found);
            all.replaceAll((route, answers) -> {
                Map<String, String> row = new LinkedHashMap<>(known.getOrDefault(route, Map.of()));
                row.putAll(answers);
                return row;
            });
            Files.createDirectories(FILE.getParent());
            Files.writeString(FILE, written(all));
            return;
        }
        assertThat(found.keySet()).as("the routes of the table").containsExactlyInAnyOrderElementsOf(known.keySet());
        Map<String, Map<String, String>> wanted = new TreeMap<>();
        known.forEach((route, row) -> wanted.put(
                route,
                visitors.keySet().stream()
                        .collect(Collectors.toMap(name -> name, name -> row.getOrDefault(name, "")))));
        List<String> wrong = new ArrayList<>();
        found.forEach((route, row) -> row.forEach((who, answer) -> {
            String expected = wanted.get(route).get(who);
            if (!answer.equals(expected)) {
                wrong.add(route + " by " + who + ": " + answer + ", not " + expected);
            }
        }));
        assertThat(wrong).isEmpty();
    }

    private static Map<String, Map<String, String>> ask(Map<String, Visitor> visitors) {
        HttpClient client = HttpClient.newBuilder()
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(Duration.ofMinutes(1))
                .build();
        Semaphore free = new Semaphore(AT_ONCE);
        Map<String, Map<String, String>> found = new TreeMap<>();
        List<CompletableFuture<?>> all = new ArrayList<>();
        for (Route route : Route.all()) {
            String name = route.path() + " " + route.verb();
            Map<String, String> row = found.computeIfAbsent(name, absent -> new TreeMap<>());
            visitors.forEach((who, visitor) -> {
                free.acquireUninterruptibly();
                all.add(client.sendAsync(
                                visitor.dressed(request(route)).build(), HttpResponse.BodyHandlers.discarding())
                        .handle((answer, failed) -> {
                            free.release();
                            synchronized (found) {
                                row.merge(
                                        who,
                                        failed == null ? answer(route, answer) : String.valueOf(failed),
                                        (one, other) -> one.equals(other) ? one : one + "/" + other);
                            }
                            return null;
                        }));
            });
        }
        CompletableFuture.allOf(all.toArray(CompletableFuture[]::new)).join();
        return found;
    }

    private static HttpRequest.Builder request(Route route) {
        HttpRequest.Builder request = HttpRequest.newBuilder(
                        URI.create("http://localhost:" + RestAssured.port + route.filled()))
                .timeout(Duration.ofMinutes(2));
        if (route.path().equals("/metrics")) {
            request.header("X-Forwarded-For", "192.0.2.1"); // On loopback it is open.
        }
        if (route.path().endsWith("/stream")) {
            request.header("Last-Event-ID", "none"); // A stream would not end.
        }
        if (route.verb().equals("GET")) {
            return request.GET();
        }
        String type = route.consumes()
                .orElse(route.path().startsWith("/api/") ? "application/json" : "application/x-www-form-urlencoded");
        boolean multipart = type.startsWith("multipart/");
        return request.header("Content-Type", multipart ? type + "; boundary=none" : type)
                .method(
                        route.verb(),
                        multipart ? BodyPublishers.ofString("--none--\r\n") : BodyPublishers.ofString(""));
    }

    private static String answer(Route route, HttpResponse<?> answer) {
        int status = answer.statusCode();
        String to = answer.headers().firstValue("Location").orElse("");
        if (status / 100 == 3 && to.matches("(https?://[^/]+)?/sign-in(\\?.*)?")) {
            return "sign-in";
        }
        if (route.path().equals("/sign-in/first") && (status == 401 || status == 404)) {
            return "first"; // Which of the two depends on what other tests left in the database.
        }
        if (route.path().startsWith("/sign-in") && status == 401) {
            return "yes"; // Asked for a password, and given none.
        }
        boolean told = status == 401 || status == 403 || status == 404 || status >= 500;
        return told ? Integer.toString(status) : "yes";
    }

    private static String written(Map<String, Map<String, String>> rows) {
        int wide = rows.keySet().stream().mapToInt(String::length).max().orElse(0) + 2;
        StringBuilder text = new StringBuilder(HEAD).append('\n').append(padded("", wide));
        COLUMNS.forEach(column -> text.append(padded(column, WIDTH)));
        text.append('\n');
        rows.forEach((route, row) -> {
            text.append(padded(route, wide));
            COLUMNS.forEach(column -> text.append(padded(row.getOrDefault(column, "-"), WIDTH)));
            text.append('\n');
        });
        return text.toString().replaceAll("(?m) +$", "");
    }

    private static String padded(String word, int wide) {
        return word + " ".repeat(Math.max(1, wide - word.length()));
    }

    private static Map<String, Map<String, String>> read() throws IOException {
        Map<String, Map<String, String>> rows = new TreeMap<>();
        if (!Files.exists(FILE)) {
            return rows;
        }
        for (String line : Files.readAllLines(FILE)) {
            if (line.startsWith("/")) {
                String[] cells = line.split(" +");
                int first = cells.length - COLUMNS.size();
                Map<String, String> row = new TreeMap<>();
                for (int i = 0; i < COLUMNS.size(); i++) {
                    row.put(COLUMNS.get(i), cells[first + i]);
                }
                rows.put(String.join(" ", List.of(cells).subList(0, first)), row);
            }
        }
        return rows;
    }

    /** Bearer token of the first administrator. */
    static Visitor admin() {
        return bearer(ServiceDatabase.ADMIN_TOKEN);
    }
}
