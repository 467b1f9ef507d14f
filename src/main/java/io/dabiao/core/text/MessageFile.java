package io.dabiao.core.text;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;

/**
 * The statements of a room by key: {@code en.properties}, {@code zh.properties} and one such file for each further language, beside
 * the room's classes. A text has {@code {0}}, {@code {1}} and so on for its arguments. Files are read once. Immutable.
 */
public final class MessageFile {

    static final String ENGLISH = "en";
    static final String CHINESE = "zh";

    private static final Map<String, MessageFile> ROOMS = new ConcurrentHashMap<>();

    private final String room;
    private final Map<String, Map<String, String>> languages = new ConcurrentHashMap<>();

    private MessageFile(String room) {
        this.room = room;
    }

    /** @param room the package that the files belong to, such as {@code io.dabiao.alert} */
    public static MessageFile of(String room) {
        return ROOMS.computeIfAbsent(room, MessageFile::new);
    }

    /** The text of a key as it stands in the file; empty where it has none. */
    public Optional<String> pattern(String language, String key) {
        return Optional.ofNullable(texts(language).get(key));
    }

    /**
     * The text of a key with its arguments. Where the first of them is 1 and the key has a twin that ends in {@code One}, that one is
     * taken.
     *
     * @param language as the files are named; what it lacks is said in English
     * @throws IllegalStateException where English has no such key or no such file: that is a mistake in the room
     */
    public String text(String language, String key, Object... arguments) {
        Map<String, String> own = texts(language);
        Map<String, String> texts = own.containsKey(key) ? own : texts(ENGLISH);
        String pattern = arguments.length > 0 && String.valueOf(arguments[0]).equals("1")
                ? texts.getOrDefault(key + "One", texts.get(key))
                : texts.get(key);
        if (pattern == null) {
            throw new IllegalStateException("no words for '" + key + "' in " + ENGLISH + ".properties of " + room);
        }
        return filled(pattern, arguments);
    }

    /** Whether a statement kept by a release before can be said by this one; false too where it has no such room. */
    boolean knows(String key) {
        return MessageFile.class.getResource(path(ENGLISH)) != null
                && texts(ENGLISH).containsKey(key);
    }

    /** In one pass, so that an argument that looks like a place is none. */
    private static String filled(String pattern, Object... arguments) {
        StringBuilder filled = new StringBuilder();
        int at = 0;
        while (at < pattern.length()) {
            char next = pattern.charAt(at);
            int place = at + 2 < pattern.length() && next == '{' && pattern.charAt(at + 2) == '}'
                    ? pattern.charAt(at + 1) - '0'
                    : -1;
            if (place >= 0 && place < arguments.length) {
                filled.append(arguments[place]);
                at += 3;
            } else {
                filled.append(next);
                at++;
            }
        }
        return filled.toString();
    }

    private Map<String, String> texts(String language) {
        return languages.computeIfAbsent(language, this::read);
    }

    private String path(String language) {
        return "/" + room.replace('.', '/') + "/" + language + ".properties";
    }

    private Map<String, String> read(String language) {
        try (InputStream stream = MessageFile.class.getResourceAsStream(path(language))) {
            if (stream == null && !language.equals(ENGLISH)) {
                return Map.of();
            }
            if (stream == null) {
                throw new IllegalStateException(room + " has no " + ENGLISH + ".properties");
            }
            Properties texts = new Properties();
            texts.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            return texts.stringPropertyNames().stream()
                    .collect(Collectors.toUnmodifiableMap(key -> key, texts::getProperty));
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
