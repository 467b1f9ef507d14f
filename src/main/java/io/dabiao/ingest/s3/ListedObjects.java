package io.dabiao.ingest.s3;

import io.dabiao.budget.Allowance;
import io.dabiao.budget.BoundedXml;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;

/**
 * A page of a bucket's listing ({@code ListObjectsV2}).
 *
 * @param next the token that asks for the next page; empty for the last
 */
record ListedObjects(List<One> objects, Optional<String> next) {

    private static final int LONGEST = 8_192;
    private static final Pattern CODE = Pattern.compile("<Code>([A-Za-z]{1,100})</Code>");

    /**
     * An object.
     *
     * @param tag as its header has it, with its quotes
     */
    record One(String key, long size, String tag) {}

    /** @throws IOException where it is no listing */
    static ListedObjects read(byte[] body, Allowance allowance) throws IOException {
        List<One> objects = new ArrayList<>();
        Optional<String> next = Optional.empty();
        boolean encoded = false;
        boolean listing = false;
        String key = null;
        long size = 0;
        String tag = "";
        try {
            BoundedXml xml = new BoundedXml(new ByteArrayInputStream(body), allowance);
            while (xml.hasNext()) {
                int event = xml.next();
                if (event == XMLStreamConstants.START_ELEMENT) {
                    switch (xml.name()) {
                        case "ListBucketResult" -> listing = true;
                        case "EncodingType" ->
                            encoded = xml.text(LONGEST).strip().equals("url");
                        case "NextContinuationToken" ->
                            next = Optional.of(xml.text(LONGEST)).filter(token -> !token.isEmpty());
                        case "Key" -> key = xml.text(LONGEST);
                        case "Size" -> size = Long.parseLong(xml.text(LONGEST).strip());
                        case "ETag" -> tag = xml.text(LONGEST).strip();
                        default -> {
                            // Owners, classes of storage and times say nothing about what is in an object.
                        }
                    }
                } else if (event == XMLStreamConstants.END_ELEMENT && xml.name().equals("Contents") && key != null) {
                    objects.add(new One(key, size, tag));
                    key = null;
                    tag = "";
                }
            }
        } catch (XMLStreamException | NumberFormatException wrong) {
            throw new IOException("the answer is no listing of a bucket: " + wrong.getMessage(), wrong);
        }
        if (!listing) {
            throw new IOException("the answer is no listing of a bucket");
        }
        // The element that says so may stand behind the keys.
        return new ListedObjects(
                encoded ? objects.stream().map(ListedObjects::decoded).toList() : List.copyOf(objects), next);
    }

    private static One decoded(One one) {
        return new One(URLDecoder.decode(one.key(), StandardCharsets.UTF_8), one.size(), one.tag());
    }

    /** The code of a refusal, such as {@code AccessDenied}; empty where the body has none. */
    static Optional<String> fault(byte[] body) {
        Matcher found = CODE.matcher(new String(body, 0, Math.min(body.length, LONGEST), StandardCharsets.UTF_8));
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }
}
