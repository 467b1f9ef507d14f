package io.dabiao.ingest.web;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpServer;
import io.dabiao.ingest.source.ArrivingFilesContract;
import io.dabiao.ingest.source.Rows;
import io.dabiao.ingest.source.Start;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.outbound.OutboundPolicy;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.poi.ss.usermodel.Row;
import org.apache.poi.ss.usermodel.Sheet;
import org.apache.poi.xssf.usermodel.XSSFWorkbook;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What is fetched from an address, against a server that answers as services in use do. */
class WebPlaceTest {

    /** An answer; {@code headers} beside it. */
    private record Said(byte[] body, Map<String, String> headers) {
        static Said json(String body) {
            return new Said(body.getBytes(StandardCharsets.UTF_8), Map.of());
        }
    }

    private final Map<String, Said> answers = new HashMap<>();
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private HttpServer server;
    private OutboundHttp http;
    private Optional<JsonNode> bookmark = Optional.empty();

    @BeforeEach
    void start() throws IOException {
        http = new OutboundHttp(OutboundPolicy.denying(List.of()));
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            String address = exchange.getRequestURI().toString();
            asked.add(address);
            Said said = answers.get(address);
            String tag = exchange.getRequestHeaders().getFirst("If-None-Match");
            if (said == null) {
                exchange.sendResponseHeaders(404, -1);
            } else if (tag != null && tag.equals(said.headers().get("ETag"))) {
                exchange.sendResponseHeaders(304, -1);
            } else {
                said.headers().forEach(exchange.getResponseHeaders()::set);
                exchange.sendResponseHeaders(200, said.body().length);
                exchange.getResponseBody().write(said.body());
            }
            exchange.close();
        });
        server.start();
    }

    @AfterEach
    void stop() {
        http.close();
        server.stop(0);
    }

    private String host() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private List<String> run(String path, String items, Paging paging, Optional<Paging.Since> since)
            throws IOException {
        WebPlace place = new WebPlace(
                http,
                ArrivingFilesContract.contents(),
                URI.create(host() + path),
                Map.of(),
                Optional.empty(),
                items.isEmpty() ? Optional.empty() : Optional.of(JsonPointer.compile(items)),
                paging,
                since,
                ZoneId.of("Asia/Shanghai"));
        List<String> ids = new ArrayList<>();
        asked.clear();
        try (Rows rows = place.open(new Start(bookmark, any -> false, Instant.parse("2030-01-01T00:00:00Z")))) {
            for (Optional<Rows.Page> page = rows.next(); page.isPresent(); page = rows.next()) {
                page.get()
                        .rows()
                        .forEach(row -> ids.add(row.content().path("id").asText()));
                bookmark = page.get().bookmark().or(() -> bookmark);
            }
        }
        return ids;
    }

    private static Paging pages(int first) {
        return new Paging(Optional.of("page"), first, Optional.empty(), Optional.empty(), false);
    }

    @Test
    void aDocumentIsAskedForAgainOnlyWhereItChanged() throws IOException {
        answers.put("/all", new Said("[{\"id\":1}]".getBytes(StandardCharsets.UTF_8), Map.of("ETag", "\"a\"")));
        assertThat(run("/all", "", Paging.NONE, Optional.empty())).containsExactly("1");
        assertThat(run("/all", "", Paging.NONE, Optional.empty())).isEmpty();
        assertThat(asked).containsExactly("/all");

        answers.put(
                "/all", new Said("[{\"id\":1},{\"id\":2}]".getBytes(StandardCharsets.UTF_8), Map.of("ETag", "\"b\"")));
        assertThat(run("/all", "", Paging.NONE, Optional.empty())).containsExactly("1", "2");
    }

    @Test
    void aFirstPageThatIsWhatItWasHidesNoneBehindIt() throws IOException {
        answers.put("/rows?page=1", new Said("[{\"id\":1}]".getBytes(StandardCharsets.UTF_8), Map.of("ETag", "\"a\"")));
        answers.put("/rows?page=2", Said.json("[]"));
        assertThat(run("/rows", "", pages(1), Optional.empty())).containsExactly("1");

        answers.put("/rows?page=2", Said.json("[{\"id\":2}]"));
        answers.put("/rows?page=3", Said.json("[]"));
        assertThat(run("/rows", "", pages(1), Optional.empty())).containsExactly("1", "2");
    }

    @Test
    void pagesEndWithAnEmptyOneOrWithTheLastAgain() throws IOException {
        answers.put("/rows?state=closed&page=0", Said.json("{\"list\":[{\"id\":1},{\"id\":2}]}"));
        answers.put("/rows?state=closed&page=1", Said.json("{\"list\":[{\"id\":3}]}"));
        answers.put("/rows?state=closed&page=2", Said.json("{\"list\":[{\"id\":3}]}"));
        assertThat(run("/rows?state=closed", "/list", pages(0), Optional.empty()))
                .containsExactly("1", "2", "3");
        assertThat(asked).hasSize(3);

        answers.put("/rows?state=closed&page=2", Said.json("{\"list\":[]}"));
        assertThat(run("/rows?state=closed", "/list", pages(0), Optional.empty()))
                .containsExactly("1", "2", "3");
    }

    @Test
    void aCursorAnAddressAndAHeaderLeadOn() throws IOException {
        answers.put("/c", Said.json("{\"data\":[{\"id\":1}],\"meta\":{\"next\":\"a b\"}}"));
        answers.put("/c?after=a+b", Said.json("{\"data\":[{\"id\":2}],\"meta\":{\"next\":null}}"));
        assertThat(run(
                        "/c",
                        "/data",
                        new Paging(
                                Optional.empty(),
                                1,
                                Optional.of("after"),
                                Optional.of(JsonPointer.compile("/meta/next")),
                                false),
                        Optional.empty()))
                .containsExactly("1", "2");

        answers.put("/n", Said.json("{\"data\":[{\"id\":1}],\"next\":\"/n/2\"}"));
        answers.put("/n/2", Said.json("{\"data\":[{\"id\":2}]}"));
        assertThat(run(
                        "/n",
                        "/data",
                        new Paging(
                                Optional.empty(),
                                1,
                                Optional.empty(),
                                Optional.of(JsonPointer.compile("/next")),
                                false),
                        Optional.empty()))
                .containsExactly("1", "2");

        // As GitHub and GitLab write it.
        answers.put(
                "/l",
                new Said(
                        "[{\"id\":1}]".getBytes(StandardCharsets.UTF_8),
                        Map.of("Link", "<" + host() + "/l?p=9>; rel=\"last\", <" + host() + "/l?p=2>; rel=\"next\"")));
        answers.put(
                "/l?p=2",
                new Said(
                        "[{\"id\":2}]".getBytes(StandardCharsets.UTF_8),
                        Map.of("Link", "<" + host() + "/l>; rel=\"prev\"")));
        Paging link = new Paging(Optional.empty(), 1, Optional.empty(), Optional.empty(), true);
        assertThat(run("/l", "", link, Optional.empty())).containsExactly("1", "2");

        answers.put(
                "/e",
                new Said(
                        "[{\"id\":1}]".getBytes(StandardCharsets.UTF_8),
                        Map.of("Link", "<http://localhost:1/e>; rel=\"next\"")));
        assertThatThrownBy(() -> run("/e", "", link, Optional.empty()))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("localhost");
    }

    @Test
    void whatIsNewIsAskedForFromTheGreatestValueSeen() throws IOException {
        Paging.Since since = new Paging.Since("from", JsonPointer.compile("/at"));
        answers.put(
                "/s",
                Said.json("[{\"id\":1,\"at\":9},{\"id\":2,\"at\":10},{\"id\":3,\"at\":\"2099-01-01T00:00:00Z\"}]"));
        assertThat(run("/s", "", Paging.NONE, Optional.of(since))).containsExactly("1", "2", "3");

        answers.put("/s?from=10", Said.json("[{\"id\":2,\"at\":10},{\"id\":4,\"at\":11}]"));
        assertThat(run("/s", "", Paging.NONE, Optional.of(since))).containsExactly("2", "4");
        assertThat(asked).containsExactly("/s?from=10");
    }

    @Test
    void tablesAndWorkbooksAreReadAsTheyAre() throws IOException {
        answers.put("/t.csv", new Said("id,名称\n1,浦东\n2,徐汇\n".getBytes(Charset.forName("GB18030")), Map.of()));
        assertThat(run("/t.csv", "", Paging.NONE, Optional.empty())).containsExactly("1", "2");

        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (XSSFWorkbook workbook = new XSSFWorkbook()) {
            Sheet sheet = workbook.createSheet();
            Map<Integer, String> first = new TreeMap<>(Map.of(0, "id", 1, "名称"));
            Row header = sheet.createRow(0);
            first.forEach((column, title) -> header.createCell(column).setCellValue(title));
            sheet.createRow(1).createCell(0).setCellValue(7);
            workbook.write(bytes);
        }
        answers.put("/t", new Said(bytes.toByteArray(), Map.of()));
        assertThat(run("/t", "", Paging.NONE, Optional.empty())).containsExactly("7");

        answers.put("/lines", Said.json("{\"id\":1}\n{\"id\":2}\n"));
        assertThat(run("/lines", "", Paging.NONE, Optional.empty())).containsExactly("1", "2");
    }
}
