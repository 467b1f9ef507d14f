package io.dabiao.ingest.hook;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.ingest.mapping.Mapping;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.PostRefused;
import io.dabiao.ingest.source.PostRefused.Why;
import io.dabiao.ingest.source.Posting;
import io.dabiao.ingest.source.Rows;
import io.dabiao.store.EventJson;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.multipart.Attribute;
import io.netty.handler.codec.http.multipart.DefaultHttpDataFactory;
import io.netty.handler.codec.http.multipart.HttpPostMultipartRequestDecoder;
import io.netty.handler.codec.http.multipart.HttpPostRequestDecoder;
import io.netty.handler.codec.http.multipart.InterfaceHttpData;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/** What is posted to a hook: a JSON document, an array of several, or the fields of a form. */
record PostedDocuments(String secret, Optional<Signature> signature) implements Place.Posted {

    private static final String FORM = "application/x-www-form-urlencoded";
    private static final String PARTS = "multipart/form-data";

    /** Where a form bears a whole document in one field, as some systems do. */
    private static final String DOCUMENT_FIELD = "payload";

    @Override
    public boolean knows(String sent) {
        return Signature.same(sent, secret);
    }

    @Override
    public Rows.Page rows(Posting posting) throws PostRefused {
        if (!knows(posting.secret())) {
            throw new PostRefused(Why.NOT_ITS_SENDER, "there is no such hook");
        }
        List<JsonNode> documents = documents(posting);
        if (signature.isPresent() && !signed(signature.get(), posting, documents)) {
            throw new PostRefused(Why.NOT_ITS_SENDER, "it is not signed by the key that is known here");
        }
        List<Rows.Row> rows = new ArrayList<>(documents.size());
        documents.forEach(document -> rows.add(new Rows.Row(document, "", OptionalLong.empty())));
        return Rows.Page.of(rows);
    }

    /** Each of them: a signature within a document says nothing of those beside it. */
    private static boolean signed(Signature signature, Posting posting, List<JsonNode> documents) {
        return documents.isEmpty()
                ? signature.holds(posting, EventJson.MAPPER.createObjectNode())
                : documents.stream().allMatch(document -> signature.holds(posting, document));
    }

    private static List<JsonNode> documents(Posting posting) throws PostRefused {
        try {
            if (posting.contentType().filter(FORM::equals).isPresent()) {
                return documents(form(new String(posting.body(), StandardCharsets.UTF_8)));
            }
            if (posting.contentType().filter(PARTS::equals).isPresent()) {
                return documents(parts(posting));
            }
            return Mapping.messages(posting.body());
        } catch (IOException | IllegalArgumentException | DecoderException unreadable) {
            throw new PostRefused(Why.UNREADABLE, "neither JSON nor a form: " + unreadable.getMessage());
        }
    }

    private static List<JsonNode> documents(ObjectNode form) throws IOException {
        JsonNode whole = form.path(DOCUMENT_FIELD);
        return form.size() == 1 && whole.isTextual()
                ? Mapping.messages(whole.asText().getBytes(StandardCharsets.UTF_8))
                : List.of(form);
    }

    /** The fields of a form in parts; files among them are passed over. */
    private static ObjectNode parts(Posting posting) throws IOException {
        DefaultFullHttpRequest request = new DefaultFullHttpRequest(
                HttpVersion.HTTP_1_1, HttpMethod.POST, "/", Unpooled.wrappedBuffer(posting.body()));
        request.headers()
                .set(
                        HttpHeaderNames.CONTENT_TYPE,
                        posting.headers()
                                .getOrDefault(
                                        "content-type", posting.contentType().orElse("")));
        if (!HttpPostRequestDecoder.isMultipart(request)) {
            throw new IOException("its Content-Type says no boundary between the parts");
        }
        HttpPostMultipartRequestDecoder decoder =
                new HttpPostMultipartRequestDecoder(new DefaultHttpDataFactory(false), request, StandardCharsets.UTF_8);
        try {
            ObjectNode form = EventJson.MAPPER.createObjectNode();
            for (InterfaceHttpData part : decoder.getBodyHttpDatas()) {
                if (part instanceof Attribute field) {
                    put(form, field.getName(), field.getValue());
                }
            }
            return form;
        } finally {
            decoder.destroy();
        }
    }

    /** What comes several times, as boxes that are ticked do, is a list. */
    private static void put(ObjectNode form, String name, String value) {
        JsonNode before = form.get(name);
        if (before == null) {
            form.put(name, value);
        } else if (before instanceof ArrayNode several) {
            several.add(value);
        } else {
            form.putArray(name).add(before).add(value);
        }
    }

    private static ObjectNode form(String body) {
        ObjectNode form = EventJson.MAPPER.createObjectNode();
        for (String pair : body.split("&")) {
            int equals = pair.indexOf('=');
            if (!pair.isEmpty()) {
                String name = equals < 0 ? pair : pair.substring(0, equals);
                String value = equals < 0 ? "" : pair.substring(equals + 1);
                put(form, decoded(name), decoded(value));
            }
        }
        return form;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text, StandardCharsets.UTF_8);
    }
}
