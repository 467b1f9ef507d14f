package io.dabiao.check.page;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpServer;
import io.dabiao.Guard;
import io.dabiao.Patience;
import io.dabiao.Tools;
import io.dabiao.check.OutcomesTold;
import io.dabiao.check.probe.ProbeKindContract;
import io.dabiao.check.probe.ProbeOutcome;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.evaluation.Evaluation;
import io.dabiao.core.event.Event;
import io.dabiao.core.rollup.EventFacts;
import io.dabiao.declare.Declared;
import io.dabiao.yaml.Source;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Debian's Chromium on pages of loopback. */
@Guard
class PageProbeTest extends ProbeKindContract {

    private static final Map<String, String> PAGES = Map.of(
            "/",
            "<!doctype html><title>t</title><h1>研发公共服务平台</h1><img src='/picture.svg' width=400 height=300><script src='/script.js'></script>",
            "/script.js",
            "document.body.append('written by the script');",
            "/picture.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' width='400' height='300'><rect width='400' height='300' fill='red'/></svg>",
            "/broken",
            "<!doctype html><p>there</p><script>console.error('no data'); undefinedFunction();</script>",
            "/curious",
            "<!doctype html><p>there</p><img src='http://169.254.169.254/latest/meta-data/'>",
            "/held",
            "<!doctype html><p>at last</p>",
            "/talkative",
            "<!doctype html><p>there</p><script>const said = path => fetch(path);"
                    + "const w = new WebSocket('ws://169.254.169.254/'); w.onerror = () => said('/socket-refused');"
                    + "const own = new WebSocket('ws://' + location.host + '/own'); own.onerror = () => said('/own-answered');"
                    + "const worker = new Worker(URL.createObjectURL(new Blob([\"fetch('http://169.254.169.254/')"
                    + ".then(() => postMessage('/worker-read'), () => postMessage('/worker-refused'))\"])));"
                    + "worker.onmessage = e => said(e.data);</script><img src='/when-all-is-said'>");

    /** What the page tells of what its scripts met. */
    private static final Set<String> SAYS = Set.of("/socket-refused", "/own-answered", "/worker-refused");

    private static final Set<String> ASKED = ConcurrentHashMap.newKeySet();

    /** Of browsers, with the folder of their socket, as they were while a page was loaded. */
    private static final Set<Path> FOLDERS = ConcurrentHashMap.newKeySet();

    private static final String PROFILE = "--user-data-dir=";

    /** Pages that are not answered before they may be. */
    private static final Set<String> HELD = ConcurrentHashMap.newKeySet();

    private static final AtomicReference<CountDownLatch> LET = new AtomicReference<>(new CountDownLatch(0));

    private static ExecutorService threads;
    private static HttpServer server;

    @BeforeAll
    static void serve() throws Exception {
        Tools.need("chromium");
        threads = Executors.newCachedThreadPool();
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(threads);
        server.createContext("/", exchange -> {
            String path = exchange.getRequestURI().getPath();
            ASKED.add(path);
            if (path.equals("/picture.svg")) {
                FOLDERS.addAll(folders());
            }
            if (path.equals("/held")) {
                HELD.add(exchange.getRequestURI().getQuery());
                held();
            }
            if (path.equals("/when-all-is-said")) {
                // The page is loaded when its picture is there: until then its scripts are heard.
                await().atMost(Patience.PATIENCE).until(() -> ASKED.containsAll(SAYS));
            }
            if (path.equals("/away")) {
                exchange.getResponseHeaders().add("Location", "http://169.254.169.254/");
                exchange.sendResponseHeaders(302, -1);
            } else {
                byte[] body = PAGES.getOrDefault(path, "gone").getBytes(StandardCharsets.UTF_8);
                exchange.getResponseHeaders()
                        .add(
                                "Content-Type",
                                path.endsWith(".svg")
                                        ? "image/svg+xml"
                                        : path.endsWith(".js") ? "text/javascript" : "text/html; charset=utf-8");
                exchange.sendResponseHeaders(PAGES.containsKey(path) ? 200 : 404, body.length);
                exchange.getResponseBody().write(body);
            }
            exchange.close();
        });
        server.start();
    }

    private static void held() {
        try {
            LET.get().await(60, TimeUnit.SECONDS);
        } catch (InterruptedException over) {
            Thread.currentThread().interrupt();
        }
    }

    @AfterAll
    static void stop() {
        if (server != null) {
            server.stop(0);
            threads.shutdownNow();
        }
    }

    private static String at(String path) {
        return "url: 'http://127.0.0.1:" + server.getAddress().getPort() + path + "', timeout: 30s";
    }

    @Override
    protected String kind() {
        return "page";
    }

    @Override
    protected String good() {
        return at("/");
    }

    @Override
    protected String bad() {
        return at("/nothing");
    }

    @Test
    void theWholePageIsLoadedAndMeasured() throws Exception {
        var outcome = look(
                at("/") + ", contains: written by the script, seconds: largest-paint, within: 25s, console: clean");

        assertThat(outcome.failure()).isEmpty();
        assertThat(outcome.status()).hasValue(200);
        assertThat(ASKED).contains("/", "/script.js", "/picture.svg");
        Map<String, BigDecimal> figures = outcome.figures();
        assertThat(figures.get("requests").intValue()).isBetween(3, 4); // The fourth is the icon.
        assertThat(figures.get("bytes").intValue()).isGreaterThan(300);
        assertThat(figures.get("consoleErrors")).isEqualByComparingTo("0");
        assertThat(figures.get("firstByte")).isPositive().isLessThanOrEqualTo(figures.get("load"));
        assertThat(figures.get("largestPaint")).isPositive();
        assertThat(BigDecimal.valueOf(outcome.nanos(), 9)
                        .subtract(figures.get("largestPaint"))
                        .abs())
                .isLessThan(new BigDecimal("0.001"));
    }

    /** A site that is looked at each five minutes leaves a hundred thousand a year otherwise. */
    @Test
    void aBrowserTakesItsFoldersWithIt() throws Exception {
        FOLDERS.clear();
        look(at("/"));

        assertThat(FOLDERS).isNotEmpty();
        await().atMost(Patience.PATIENCE).until(() -> FOLDERS.stream().noneMatch(Files::exists));
    }

    /** Of the browsers that this process probes with: another's may stay where that one was killed, and that of the tests of pages lives on. */
    private static List<Path> folders() throws IOException {
        List<Path> folders = new ArrayList<>();
        for (Path profile : profiles()) {
            try (DirectoryStream<Path> sockets = Files.newDirectoryStream(profile, "org.chromium.*")) {
                sockets.forEach(folders::add);
            } catch (NoSuchFileException gone) {
                continue; // Of a browser that has ended meanwhile.
            }
        }
        return folders;
    }

    private static Set<Path> profiles() {
        return ProcessHandle.current()
                .descendants()
                .flatMap(process -> process.info().arguments().stream())
                .flatMap(Stream::of)
                .filter(argument -> argument.startsWith(PROFILE))
                .map(argument -> Path.of(argument.substring(PROFILE.length())))
                .filter(profile -> profile.getFileName().toString().startsWith("dabiao-page-"))
                .collect(Collectors.toSet());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "/nothing | | status in body | status 404",
                "/ | contains: 维护中 | content in body | '维护中' is not to be read on the page",
                "/broken | | ok |",
                "/broken | console: clean | content in body | 2 errors on the console, the first: no data",
                "/ | within: 10ms | content in body | ms, at most 10 are expected",
                "/away | | redirect in first_byte | leads to what is not contacted: 169.254.169.254",
            })
    void whatAVisitorWouldSeeDecides(String path, String keys, String says, String detail) throws Exception {
        var outcome = look(at(path) + (keys == null ? "" : ", " + keys));

        assertThat(said(outcome)).isEqualTo(says);
        if (detail != null) {
            assertThat(outcome.failure().orElseThrow().detail()).contains(detail);
            inBothLanguages(outcome);
            assertThat(Pictures.of("s").orElseThrow().png()).startsWith(0x89, 'P', 'N', 'G');
        }
    }

    @Test
    void aPageMakesTheServiceContactNothingThatIsNotContacted() throws Exception {
        var outcome = look(at("/curious") + ", console: clean");

        assertThat(outcome.failure().orElseThrow().detail())
                .contains("on the console")
                .contains("ERR_ACCESS_DENIED");
        assertThat(look("url: 'http://169.254.169.254/'")
                        .failure()
                        .orElseThrow()
                        .reason())
                .isEqualTo(Reason.DENIED);
    }

    /** A machine without a browser says so when the declaration is read, and not at each look. */
    @Test
    void aDeclarationIsRefusedWhereThereIsNoBrowser() {
        Source source = new Source("a.yaml", "{site: s, kind: page, url: 'https://portal.example.org/'}");

        new PageReader(Optional::empty)
                .read(source.root().orElseThrow().fields("a probe").orElseThrow());

        assertThat(source.faults().stream().map(Object::toString))
                .containsExactly(
                        "a.yaml:1:1: found a page in a browser, but there is no Chromium on this machine, expected a machine with Chromium;"
                                + " mend: install it (Debian's package chromium), or leave kind: out to probe the page's own answer");
    }

    /** Two are loaded at once; the third waits for half of its time, and then nothing is known of its page. */
    @Test
    void aThirdPageAtOnceWaitsAndIsThenUnknown() throws Exception {
        HELD.clear();
        LET.set(new CountDownLatch(1));
        ExecutorService visitors = Executors.newFixedThreadPool(2);
        try {
            List<Future<ProbeOutcome>> two =
                    List.of(visitors.submit(() -> look(at("/held?one"))), visitors.submit(() -> look(at("/held?two"))));
            await().atMost(Patience.PATIENCE).until(() -> HELD.size() == 2);

            ProbeOutcome third = look(at("/").replace("timeout: 30s", "timeout: 2s"));

            assertThat(said(third)).isEqualTo("overloaded in resolve");
            assertThat(third.failure().orElseThrow().reason().saysOfTheSite()).isFalse();
            inBothLanguages(third);
            LET.get().countDown();
            for (Future<ProbeOutcome> one : two) {
                assertThat(said(one.get(60, TimeUnit.SECONDS))).isEqualTo("ok");
            }
            assertThat(said(look(at("/")))).isEqualTo("ok");
        } finally {
            LET.get().countDown();
            visitors.shutdownNow();
        }
    }

    /** 网页响应时间 as a measure over what the page's event bears. */
    @ParameterizedTest
    @CsvSource({"largest-paint, largestPaint", "first-byte, firstByte", "load, load"})
    void theTimeThatIsDeclaredIsThatOfTheMeasure(String declared, String figure) throws Exception {
        String keys = at("/") + ", seconds: " + declared;
        ProbeOutcome outcome = look(keys);
        Instant begin = Instant.parse("2026-02-28T16:00:00Z");
        List<Event> events = OutcomesTold.told(probe(keys), begin, List.of(outcome));
        Declaration declaration = Declared.measured(
                "{site: s, kind: page, interval: 1m, " + keys + "}",
                "2026-03-01",
                "printed: \"≤3(秒)\", behaviour: limit, measure: {max: seconds, over: 'site.probe{site=\"s\"}', in: 秒}");

        BigDecimal value = Evaluation.of(
                        declaration.indicators().get(0),
                        declaration,
                        new EventFacts(events, begin.plusSeconds(60)),
                        new WorkingCalendar(List.of()))
                .reading()
                .value()
                .orElseThrow()
                .decimal();

        assertThat(outcome.figures().get(figure)).isPositive();
        assertThat(value.subtract(outcome.figures().get(figure)).abs()).isLessThan(new BigDecimal("0.001"));
    }

    @Test
    void socketsAndWorkersOfAPageReachNothingElseEither() throws Exception {
        assertThat(said(look(at("/talkative")))).isEqualTo("ok");
        assertThat(ASKED).containsAll(SAYS).contains("/own").doesNotContain("/worker-read");
    }

    @Test
    void whereNothingListensOrNoNameIsThatIsSaid() throws Exception {
        int free = io.dabiao.check.probe.Daemon.freePort();

        assertThat(said(look("url: 'http://127.0.0.1:" + free + "/', timeout: 30s")))
                .isEqualTo("connect in first_byte");
        assertThat(said(look("url: 'http://nothing.invalid/'"))).isEqualTo("name in resolve");
    }
}
