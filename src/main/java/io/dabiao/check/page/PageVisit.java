package io.dabiao.check.page;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.probe.WebAddress;
import io.dabiao.core.text.Words;
import io.dabiao.outbound.OutboundRefused;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.UnknownHostException;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** One visit, from an empty browser to what is known of the page. For one thread, once. */
final class PageVisit {

    /** Noted from the first moment of the page on: the entry may be gone when it is asked for. */
    private static final String OBSERVE =
            "window.__dabiao = 0; new PerformanceObserver(list => { for (const e of list.getEntries())"
                    + " window.__dabiao = e.startTime; }).observe({type: 'largest-contentful-paint', buffered: true});";

    /** A moment after the load, for what was painted last. Its text is cut: a page of a hundred MiB says nothing more. */
    private static final String FOUND =
            "new Promise(done => setTimeout(() => { const n = performance.getEntriesByType('navigation')[0] || {};"
                    + " done({firstByte: n.responseStart || 0, load: n.loadEventStart || n.domComplete || 0, paint: window.__dabiao || 0,"
                    + " text: document.body ? document.body.innerText.slice(0, 1000000) : ''}); }, 250))";

    /** What the proxy answered, as the browser would say it without one. */
    private static final Map<String, String> BY_PROXY = Map.of(
            "SOCKS_CONNECTION_HOST_UNREACHABLE", "NAME_NOT_RESOLVED", "SOCKS_CONNECTION_FAILED", "CONNECTION_REFUSED");

    private static final int SHOWN = 120;

    private final PageSubject subject;
    private final Attempt attempt;
    private final Map<String, Optional<String>> refusals = new HashMap<>();
    private Chromium chromium;
    private String document = "";
    private int status;
    private int requests;
    private long bytes;
    private int errors;
    private String firstError = "";
    private boolean loaded;
    private Optional<String> refused = Optional.empty();

    PageVisit(PageSubject subject, Attempt attempt) {
        this.subject = subject;
        this.attempt = attempt;
    }

    void run() throws AttemptFailed, IOException {
        attempt.enter(Phase.CONNECT);
        try (BrowserProxy proxy = BrowserProxy.started(attempt.means());
                Chromium started = Chromium.started(attempt, proxy, this::on)) {
            chromium = started;
            open();
            try {
                look();
            } catch (AttemptFailed failed) {
                keepPicture();
                throw failed;
            }
        } catch (UncheckedIOException broken) {
            throw broken.getCause();
        }
    }

    private void open() throws IOException {
        try {
            String target = chromium.ask("Target.createTarget", Chromium.with().put("url", "about:blank"))
                    .path("targetId")
                    .asText();
            chromium.attach(chromium.ask(
                            "Target.attachToTarget",
                            Chromium.with().put("targetId", target).put("flatten", true))
                    .path("sessionId")
                    .asText());
            for (String domain : new String[] {"Page", "Network", "Runtime", "Log"}) {
                chromium.ask(domain + ".enable", Chromium.with());
            }
            chromium.ask("Fetch.enable", Chromium.with());
            chromium.ask(
                    "Page.addScriptToEvaluateOnNewDocument", Chromium.with().put("source", OBSERVE));
        } catch (IOException unusable) {
            throw attempt.millisLeft() <= 1 ? unusable : new PageSubject.NoBrowser(unusable);
        }
    }

    private void look() throws AttemptFailed, IOException {
        attempt.enter(Phase.FIRST_BYTE);
        int asked = chromium.say(
                "Page.navigate", Chromium.with().put("url", subject.url().toString()));
        String error = "";
        boolean answered = false;
        while (!answered || error.isEmpty() && !loaded) {
            JsonNode message = chromium.next();
            if (message.path("id").asInt() == asked) {
                answered = true;
                error = message.at("/result/errorText").asText("")
                        + message.at("/error/message").asText("");
                document = message.at("/result/loaderId").asText(document);
            }
        }
        if (!error.isEmpty()) {
            throw failed(error);
        }
        if (status > 0) {
            attempt.status(status);
        }
        ObjectNode ask = Chromium.with().put("expression", FOUND);
        JsonNode found = chromium.ask(
                        "Runtime.evaluate", ask.put("awaitPromise", true).put("returnByValue", true))
                .at("/result/value");
        judge(found);
    }

    private void judge(JsonNode found) throws AttemptFailed {
        BigDecimal firstByte = millis(found, "firstByte");
        BigDecimal paint = millis(found, "paint");
        BigDecimal load = millis(found, "load");
        attempt.figure("firstByte", seconds(firstByte));
        attempt.figure("load", seconds(load));
        if (paint.signum() > 0) {
            attempt.figure("largestPaint", seconds(paint));
        }
        attempt.figure("requests", BigDecimal.valueOf(requests));
        attempt.figure("bytes", BigDecimal.valueOf(bytes));
        attempt.figure("consoleErrors", BigDecimal.valueOf(errors));
        BigDecimal measured = switch (subject.time()) {
            case FIRST_BYTE -> firstByte;
            case LARGEST_PAINT -> paint;
            case LOAD -> load;
        };
        attempt.measured(measured.movePointRight(6).longValue());
        if (status >= 400) {
            throw new AttemptFailed(Reason.STATUS, Words.of(PageVisit.class, "status", status));
        }
        String wanted = subject.contains().orElse("");
        if (!found.path("text").asText().contains(wanted)) {
            throw new AttemptFailed(Reason.CONTENT, Words.of(PageVisit.class, "isNotToBeReadOn", wanted));
        }
        if (subject.clean() && errors > 0) {
            throw new AttemptFailed(
                    Reason.CONTENT, Words.of(PageVisit.class, "errorsOnTheConsole", errors, firstError));
        }
        if (subject.within().isPresent()
                && measured.compareTo(BigDecimal.valueOf(subject.within().get().toMillis())) > 0) {
            long most = subject.within().get().toMillis();
            String took = measured.setScale(0, RoundingMode.HALF_UP).toPlainString();
            throw new AttemptFailed(Reason.CONTENT, Words.of(PageVisit.class, "msAtMostAreExpected", took, most));
        }
    }

    private static BigDecimal millis(JsonNode found, String name) {
        return found.path(name).decimalValue();
    }

    private static BigDecimal seconds(BigDecimal millis) {
        return millis.movePointLeft(3).setScale(4, RoundingMode.HALF_UP).stripTrailingZeros();
    }

    /** By Chromium's own words, such as {@code net::ERR_NAME_NOT_RESOLVED}. */
    private AttemptFailed failed(String error) {
        if (refused.isPresent()) {
            return new AttemptFailed(
                    Reason.REDIRECT, Words.of(PageVisit.class, "leadsToWhatIsNotContacted", refused.get()));
        }
        String word = BY_PROXY.getOrDefault(error.replace("net::ERR_", ""), error.replace("net::ERR_", ""));
        Reason reason;
        if (word.startsWith("NAME_")) {
            reason = Reason.NAME;
        } else if (word.equals("CERT_DATE_INVALID")) {
            reason = Reason.CERTIFICATE_EXPIRED;
        } else if (word.equals("CERT_COMMON_NAME_INVALID")) {
            reason = Reason.CERTIFICATE_NAME;
        } else if (word.startsWith("CERT_")) {
            reason = Reason.CERTIFICATE_UNTRUSTED;
        } else if (word.startsWith("SSL_") || word.startsWith("BAD_SSL")) {
            reason = Reason.TLS;
        } else if (word.startsWith("CONNECTION_REFUSED") || word.startsWith("ADDRESS_")) {
            reason = Reason.CONNECT;
        } else if (word.equals("TOO_MANY_REDIRECTS")) {
            reason = Reason.REDIRECT;
        } else if (word.equals("INVALID_HTTP_RESPONSE") || word.startsWith("INVALID_RESPONSE")) {
            reason = Reason.PROTOCOL;
        } else {
            reason = Reason.RESET;
        }
        return new AttemptFailed(reason, Words.of(PageVisit.class, "theBrowserSays", word));
    }

    private void on(JsonNode message) {
        JsonNode said = message.path("params");
        switch (message.path("method").asText()) {
            case "Fetch.requestPaused" -> paused(said);
            case "Network.requestWillBeSent" -> requests++;
            case "Network.loadingFinished" ->
                bytes += said.path("encodedDataLength").asLong();
            case "Network.responseReceived" -> {
                if (said.path("type").asText().equals("Document") && status == 0) {
                    attempt.enter(Phase.BODY);
                    status = said.at("/response/status").asInt();
                }
            }
            case "Page.loadEventFired" -> loaded = !document.isEmpty() || status > 0;
            case "Runtime.exceptionThrown" ->
                error(said.at("/exceptionDetails/exception/description")
                        .asText(said.at("/exceptionDetails/text").asText()));
            case "Runtime.consoleAPICalled" -> {
                if (said.path("type").asText().equals("error")) {
                    error(said.at("/args/0/value")
                            .asText(said.at("/args/0/description").asText()));
                }
            }
            case "Log.entryAdded" -> {
                // The icon that no page asked for is the browser's own wish.
                if (said.at("/entry/level").asText().equals("error")
                        && !said.at("/entry/url").asText().endsWith("/favicon.ico")) {
                    error(said.at("/entry/text").asText());
                }
            }
            default -> {
                // Of everything else it tells nothing is asked.
            }
        }
    }

    private void error(String text) {
        errors++;
        if (firstError.isEmpty()) {
            String line = text.lines().findFirst().orElse("");
            firstError = Conversation.shown(line.length() > SHOWN ? line.substring(0, SHOWN) : line);
        }
    }

    /** Everything that a page asks for is asked here first: a page may not make the service contact what it does not contact. */
    private void paused(JsonNode said) {
        Optional<String> refusal = refusal(said.at("/request/url").asText());
        ObjectNode answer =
                Chromium.with().put("requestId", said.path("requestId").asText());
        try {
            if (refusal.isEmpty()) {
                chromium.say("Fetch.continueRequest", answer);
            } else {
                if (said.path("resourceType").asText().equals("Document")) {
                    refused = refusal;
                }
                chromium.say("Fetch.failRequest", answer.put("errorReason", "AccessDenied"));
            }
        } catch (IOException ended) {
            throw new UncheckedIOException(ended);
        }
    }

    private Optional<String> refusal(String url) {
        if (!url.regionMatches(true, 0, "http", 0, 4)) {
            return url.startsWith("data:") || url.startsWith("blob:") || url.startsWith("about:")
                    ? Optional.empty()
                    : Optional.of(url.substring(0, Math.min(20, url.length())));
        }
        try {
            return refusals.computeIfAbsent(WebAddress.of(url).name(), this::ofHost);
        } catch (WebAddress.NoAddress none) {
            return Optional.of("no address");
        }
    }

    private Optional<String> ofHost(String host) {
        try {
            attempt.means().policy().addresses(host);
            return Optional.empty();
        } catch (OutboundRefused denied) {
            return Optional.of(denied.getMessage());
        } catch (UnknownHostException none) {
            return Optional.empty(); // The browser will find none either, and say so.
        }
    }

    private void keepPicture() {
        try {
            String picture = chromium.ask(
                            "Page.captureScreenshot", Chromium.with().put("format", "png"))
                    .path("data")
                    .asText();
            Pictures.keep(
                    attempt.probe().site(), attempt.slot(), Base64.getDecoder().decode(picture));
        } catch (IOException | UncheckedIOException none) {
            org.jboss.logging.Logger.getLogger(PageVisit.class).debug("no picture of the failure", none);
        }
    }
}
