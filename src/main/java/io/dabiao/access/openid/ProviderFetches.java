package io.dabiao.access.openid;

import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import com.nimbusds.oauth2.sdk.http.HTTPRequestSender;
import com.nimbusds.oauth2.sdk.http.HTTPResponse;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPRequest;
import com.nimbusds.oauth2.sdk.http.ReadOnlyHTTPResponse;
import io.dabiao.outbound.OutboundHttp;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * How the provider's metadata, keys and tokens are fetched: by the service's own client, so that its addresses are checked like all
 * others and an answer is at most {@value #MOST} bytes. Thread-safe; the caller's thread waits.
 */
final class ProviderFetches implements ResourceRetriever, HTTPRequestSender {

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final int MOST = 1 << 20;
    private static final int REDIRECTS = 5;

    private final OutboundHttp http;

    ProviderFetches(OutboundHttp http) {
        this.http = http;
    }

    @Override
    public Resource retrieveResource(URL url) throws IOException {
        OutboundHttp.Answer answer =
                fetched(new OutboundHttp.Request("GET", uri(url), Map.of(), null, LONGEST, MOST, REDIRECTS));
        if (answer.status() != 200) {
            throw new IOException(url + " answered " + answer.status());
        }
        return new Resource(text(answer), answer.headers().get("content-type"));
    }

    @Override
    public ReadOnlyHTTPResponse send(ReadOnlyHTTPRequest asked) throws IOException {
        Map<String, String> headers = new LinkedHashMap<>();
        asked.getHeaderMap().forEach((name, values) -> headers.put(name, String.join(", ", values)));
        byte[] body = asked.getBody() == null ? null : asked.getBody().getBytes(StandardCharsets.UTF_8);
        OutboundHttp.Answer answer = fetched(
                new OutboundHttp.Request(asked.getMethod().name(), asked.getURI(), headers, body, LONGEST, MOST, 0));
        HTTPResponse response = new HTTPResponse(answer.status());
        answer.headers().forEach(response::setHeader);
        response.setBody(text(answer));
        return response;
    }

    private static URI uri(URL url) throws IOException {
        try {
            return url.toURI();
        } catch (URISyntaxException none) {
            throw new IOException(url + " is no address", none);
        }
    }

    private static String text(OutboundHttp.Answer answer) throws IOException {
        if (!answer.whole()) {
            throw new IOException(answer.at().getAuthority() + " answered with more than " + MOST + " bytes");
        }
        return new String(answer.body(), StandardCharsets.UTF_8);
    }

    private OutboundHttp.Answer fetched(OutboundHttp.Request request) throws IOException {
        try {
            return http.send(request).get();
        } catch (ExecutionException failed) {
            throw new IOException(
                    request.uri().getAuthority() + ": " + failed.getCause().getMessage(), failed.getCause());
        } catch (InterruptedException ended) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", ended);
        }
    }
}
