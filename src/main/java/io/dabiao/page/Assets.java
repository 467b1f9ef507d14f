package io.dabiao.page;

import jakarta.enterprise.context.ApplicationScoped;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;

/**
 * What pages load: every file of the folder {@code assets}, and two libraries. A path bears the content's own digest, so that a browser may
 * keep it for ever; each file is compressed once.
 */
@ApplicationScoped
public class Assets {

    private static final Pattern NAME = Pattern.compile("[a-z0-9]([a-z0-9-]*|[.](?=[a-z0-9]))+");
    private static final Map<String, String> TYPES = Map.of(
            "css", "text/css;charset=UTF-8",
            "js", "text/javascript;charset=UTF-8",
            "svg", "image/svg+xml");

    /** @param gzipped the same, compressed */
    record Asset(String digest, String type, byte[] content, byte[] gzipped) {}

    private final Map<String, Optional<Asset>> loaded = new ConcurrentHashMap<>();

    /** The path of a file.
     *
     * @throws IllegalStateException where there is none of that name
     */
    public String path(String name) {
        Asset asset = find(name).orElseThrow(() -> new IllegalStateException("no asset is called " + name));
        return "/assets/" + asset.digest() + "/" + name;
    }

    Optional<Asset> find(String name) {
        return NAME.matcher(name).matches() && TYPES.containsKey(ending(name))
                ? loaded.computeIfAbsent(name, Assets::load)
                : Optional.empty();
    }

    private static String ending(String name) {
        return name.substring(name.lastIndexOf('.') + 1);
    }

    private static Optional<Asset> load(String name) {
        String resource = switch (name) {
            case "htmx.js" -> library("org.webjars.npm", "htmx.org", "webjars/htmx.org", "htmx.min.js");
            case "echarts.js" -> library("org.mvnpm", "echarts", "_static/echarts", "echarts.common.min.js");
            default -> "/assets/" + name;
        };
        try (InputStream stream = Assets.class.getResourceAsStream(resource)) {
            if (stream == null) {
                return Optional.empty();
            }
            byte[] content = stream.readAllBytes();
            ByteArrayOutputStream gzipped = new ByteArrayOutputStream();
            try (GZIPOutputStream gzip = new GZIPOutputStream(gzipped)) {
                gzip.write(content);
            }
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(content))
                    .substring(0, 16);
            return Optional.of(new Asset(digest, TYPES.get(ending(name)), content, gzipped.toByteArray()));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /** The version stands in the jar itself: the build's is the only place where it is written. */
    private static String library(String group, String name, String folder, String file) {
        try (InputStream stream =
                Assets.class.getResourceAsStream("/META-INF/maven/" + group + "/" + name + "/pom.properties")) {
            Properties pom = new Properties();
            pom.load(stream);
            return "/META-INF/resources/" + folder + "/" + pom.getProperty("version") + "/dist/" + file;
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
