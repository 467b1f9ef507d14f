package io.dabiao.expose;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.dabiao.settings.Settings;
import jakarta.ws.rs.Priorities;
import jakarta.ws.rs.container.ContainerRequestContext;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

/**
 * What the API answers in JSON bears a tag of its content, and who sends it back as {@code If-None-Match} is answered 304 without a
 * body where nothing changed. It saves the way, not the work. Tags are weak: the same content is compressed for those who ask, where it is worth
 * it.
 */
class EntityTags {

    private static final String API = "/api/v1/";
    private static final int OK = 200;
    private static final int NOT_MODIFIED = 304;
    private static final int BYTES = 16;

    /** Below it a packet is a packet. */
    private static final int WORTH_COMPRESSING = 1_024;

    private final ObjectMapper mapper;

    EntityTags(ObjectMapper mapper, Settings settings) {
        this.mapper = AnswerTimes.of(mapper, settings.zone());
    }

    @ServerResponseFilter(priority = Priorities.ENTITY_CODER)
    void tag(ContainerRequestContext request, ContainerResponseContext response) {
        Object entity = response.getEntity();
        if (!request.getMethod().equals("GET")
                || response.getStatus() != OK
                || entity == null
                || !request.getUriInfo().getPath().startsWith(API)
                || response.getHeaders().containsKey(HttpHeaders.ETAG)) {
            return;
        }
        MediaType type = response.getMediaType();
        if (type == null
                || !type.isCompatible(MediaType.APPLICATION_JSON_TYPE)
                        && !type.getSubtype().endsWith("+json")) {
            return;
        }
        byte[] body = body(entity);
        if (body.length == 0) {
            return;
        }
        String tag = of(body);
        response.getHeaders().putSingle(HttpHeaders.ETAG, tag);
        boolean large = body.length >= WORTH_COMPRESSING;
        if (large) {
            response.getHeaders().add(HttpHeaders.VARY, HttpHeaders.ACCEPT_ENCODING);
        }
        if (known(request.getHeaderString(HttpHeaders.IF_NONE_MATCH), tag)) {
            response.setStatus(NOT_MODIFIED);
            response.setEntity(null);
        } else if (large && MetricsResource.takesGzip(request.getHeaderString(HttpHeaders.ACCEPT_ENCODING))) {
            response.getHeaders().putSingle(HttpHeaders.CONTENT_ENCODING, "gzip");
            response.setEntity(compressed(body), null, type);
        } else {
            response.setEntity(body, null, type);
        }
    }

    private static byte[] compressed(byte[] body) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(body.length / 4);
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(body);
        } catch (IOException inMemory) {
            throw new UncheckedIOException(inMemory);
        }
        return bytes.toByteArray();
    }

    /** Empty where it is not held in memory, but read while it is sent. */
    private byte[] body(Object entity) {
        if (entity instanceof byte[] bytes) {
            return bytes;
        }
        if (entity instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
        }
        if (entity instanceof InputStream
                || entity instanceof File
                || entity instanceof Path
                || entity instanceof jakarta.ws.rs.core.StreamingOutput) {
            return new byte[0];
        }
        try {
            return mapper.writeValueAsBytes(entity);
        } catch (JsonProcessingException wrong) {
            throw new UncheckedIOException(wrong);
        }
    }

    static String of(byte[] body) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(body);
            return "W/\"" + HexFormat.of().formatHex(digest, 0, BYTES) + '"';
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    /** By RFC 9110, 13.1.2: a list of tags, or an asterisk for any; compared weakly. */
    static boolean known(String ifNoneMatch, String tag) {
        if (ifNoneMatch == null) {
            return false;
        }
        List<String> tags =
                Arrays.stream(ifNoneMatch.split(",")).map(String::strip).toList();
        return tags.contains("*") || tags.contains(tag) || tags.contains(tag.substring(2));
    }
}
