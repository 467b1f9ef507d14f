package io.dabiao.check.http;

import io.dabiao.check.probe.Fault;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.probe.WebAddress;
import io.dabiao.core.probe.WebSubject;
import io.dabiao.core.text.Words;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http2.HttpConversionUtil;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What is asked, and where: steps come one after the other, and a redirection changes both. For one thread. */
final class RequestChain {

    /** As many as browsers follow. */
    private static final int MOST_REDIRECTIONS = 20;

    private static final DefaultHttpHeadersFactory UNCHECKED =
            DefaultHttpHeadersFactory.headersFactory().withValidation(false);
    private static final Set<Integer> REDIRECTIONS = Set.of(301, 302, 303, 307, 308);

    private final WebSubject subject;
    private final List<Map<String, String>> headersOfSteps;
    private final CookieJar cookies = new CookieJar();
    private final Set<String> visited = new HashSet<>();
    private int step;
    private Probe.Request request;
    private Map<String, String> headers;
    private WebAddress at;
    private HttpMethod method;
    private Optional<String> body;

    /** @param headersOfSteps as they are sent to the declared site, of each step and then of the subject itself */
    RequestChain(WebSubject subject, List<Map<String, String>> headersOfSteps) {
        this.subject = subject;
        this.headersOfSteps = headersOfSteps;
        begin();
    }

    private void begin() {
        boolean last = step == subject.steps().size();
        request = last ? subject.request() : subject.steps().get(step).request();
        at = last ? subject.url() : subject.steps().get(step).url();
        headers = new LinkedHashMap<>(headersOfSteps.get(step));
        method = HttpMethod.valueOf(request.method());
        body = request.body();
        visited.clear();
        visited.add(here());
    }

    /** Where the same is asked with the same cookies the same is answered. */
    private String here() {
        return method + " " + at + " " + cookies.header(at).orElse("");
    }

    WebAddress at() {
        return at;
    }

    HttpMethod method() {
        return method;
    }

    /** What is expected of the answer to what is asked now. */
    Probe.Expected expected() {
        return last() ? subject.expected() : subject.steps().get(step).expected();
    }

    /** Whether what is asked now is the subject itself, and no step before it. */
    boolean last() {
        return step == subject.steps().size();
    }

    /** Such as {@code step 1: }; empty where there are none. */
    Words stepWords() {
        return subject.steps().isEmpty()
                ? Words.asWritten("")
                : Words.of(RequestChain.class, "step", Integer.toString(step + 1));
    }

    /** Goes to the next step, with the cookies of those before. */
    void nextStep() {
        step++;
        begin();
    }

    /** Whether an answer has led here. */
    boolean redirected() {
        return visited.size() > 1;
    }

    /** Whether what is asked now is at the declared place, so that the declared node is connected to. */
    boolean atDeclared() {
        return at.sameOrigin(subject.url());
    }

    FullHttpRequest request(Probe.Version version, String agent) {
        boolean throughProxy = subject.route().proxy().isPresent() && !at.secure();
        ByteBuf content = body.map(text -> Unpooled.copiedBuffer(text, StandardCharsets.UTF_8))
                .orElse(Unpooled.EMPTY_BUFFER);
        // What a site has set it gets back as it set it, whatever is in it: nothing of it is checked, but no line can
        // end in it.
        FullHttpRequest message = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1,
                method,
                throughProxy ? "http://" + at.authority() + at.target() : at.target(),
                content,
                UNCHECKED.newHeaders(),
                UNCHECKED.newHeaders());
        message.headers().set(HttpHeaderNames.HOST, at.authority());
        message.headers().set(HttpHeaderNames.USER_AGENT, agent);
        message.headers().set(HttpHeaderNames.ACCEPT, "*/*");
        headers.forEach((name, text) -> message.headers().set(name, text));
        cookies.header(at)
                .ifPresent(set -> message.headers()
                        .set(
                                HttpHeaderNames.COOKIE,
                                Optional.ofNullable(message.headers().get(HttpHeaderNames.COOKIE))
                                        .map(declared -> declared + "; " + set)
                                        .orElse(set)));
        if (body.isPresent() || Set.of("POST", "PUT", "PATCH").contains(method.name())) {
            message.headers().set(HttpHeaderNames.CONTENT_LENGTH, content.readableBytes());
        }
        if (version == Probe.Version.HTTP_2) {
            message.headers().set(HttpConversionUtil.ExtensionHeaderNames.SCHEME.text(), at.scheme());
        } else {
            message.headers().set(HttpHeaderNames.CONNECTION, "close");
        }
        return message;
    }

    /** Keeps the cookies that an answer sets. */
    void answered(Answer.Head head, Instant now) {
        head.all("set-cookie").forEach(cookie -> cookies.set(at, cookie, now));
    }

    /** Whether an answer sends elsewhere, and the declaration wants that to be followed. */
    boolean leadsOn(Answer.Head head) {
        return REDIRECTIONS.contains(head.status())
                && head.first("location").isPresent()
                && subject.route().redirects() != Probe.Redirects.NONE;
    }

    /** Goes where an answer sends; where that is not possible, why. */
    Optional<Fault> follow(Answer.Head head) {
        int code = head.status();
        WebAddress next;
        try {
            next = at.resolve(head.first("location").orElseThrow());
        } catch (WebAddress.NoAddress none) {
            return refused(Words.of(RequestChain.class, "redirectedToWhatIsNoPage", none.getMessage()));
        }
        boolean sameHost = next.host().equals(at.host());
        if (!sameHost && subject.route().redirects() == Probe.Redirects.SAME_HOST) {
            return refused(Words.of(RequestChain.class, "redirectedAwayTo", next.host()));
        }
        if (code == 303 && !method.equals(HttpMethod.HEAD)
                || (code == 301 || code == 302) && method.equals(HttpMethod.POST)) {
            method = HttpMethod.GET;
            body = Optional.empty();
            headers.keySet().removeIf(name -> name.toLowerCase(Locale.ROOT).startsWith("content-"));
        }
        if (!next.sameOrigin(at)) {
            headers.keySet().removeIf(this::secret);
        }
        at = next;
        if (visited.contains(here())) {
            return refused(Words.of(RequestChain.class, "redirectedInALoopTo", next));
        }
        if (visited.size() > MOST_REDIRECTIONS) {
            return refused(Words.of(RequestChain.class, "redirectedMoreThanTimes", MOST_REDIRECTIONS));
        }
        visited.add(here());
        return Optional.empty();
    }

    private static Optional<Fault> refused(Words why) {
        return Optional.of(new Fault(Reason.REDIRECT, why));
    }

    /** What was meant for the declared site is told to no other. */
    private boolean secret(String header) {
        return !(request.headers().get(header) instanceof Probe.Text.Plain)
                || Set.of("authorization", "cookie").contains(header.toLowerCase(Locale.ROOT));
    }
}
