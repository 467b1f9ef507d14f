package io.dabiao.page;

import io.dabiao.access.person.People;
import io.dabiao.core.declaration.Behaviour;
import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import io.dabiao.problem.Problem;
import io.quarkus.qute.TemplateExtension;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.time.format.TextStyle;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The words of a page in one language: {@code zh.properties}, {@code en.properties} and so on beside its class, and behind them those that
 * all pages share; what a language lacks is said in English. In a template {@code {say.title}} is a word, {@code {say.found(3)}} one
 * with parameters. Immutable.
 */
public final class Messages {

    private record Key(Class<?> page, Language language) {}

    private static final Map<Key, Messages> LOADED = new ConcurrentHashMap<>();

    private final Language language;
    private final Map<String, String> own;
    private final Map<String, String> shared;

    private Messages(Language language, Map<String, String> own, Map<String, String> shared) {
        this.language = language;
        this.own = own;
        this.shared = shared;
    }

    /** @param page any class of the page's package */
    public static Messages of(Class<?> page, Language language) {
        return LOADED.computeIfAbsent(
                new Key(page, language),
                key -> new Messages(language, said(page, language), said(Messages.class, language)));
    }

    /**
     * The words of a key, with {@code {0}}, {@code {1}} … replaced. Where the first parameter is 1 and the key has a twin that ends in
     * {@code One}, that one is taken.
     *
     * @throws IllegalStateException where the page has no such words: that is a mistake in the page
     */
    public String of(String key, Object... parameters) {
        boolean one = parameters.length > 0 && String.valueOf(parameters[0]).equals("1") && has(key + "One");
        String words = find(one ? key + "One" : key);
        if (words == null) {
            throw new IllegalStateException("no words for '" + key + "' in " + language.word());
        }
        String said = words;
        for (int i = 0; i < parameters.length; i++) {
            said = said.replace("{" + i + "}", String.valueOf(parameters[i]));
        }
        return said;
    }

    public boolean has(String key) {
        return find(key) != null;
    }

    public String of(Verdict verdict) {
        return of("verdict_" + verdict.word());
    }

    /**
     * The verdict as it is called of an indicator of that behaviour: what must not be used up is exceeded, anything else is breached.
     *
     * @param behaviour empty where it is not known
     */
    public String of(Verdict verdict, Optional<Behaviour> behaviour) {
        return behaviour
                .map(one -> "verdict_" + verdict.word() + "_" + one.word())
                .filter(this::has)
                .map(this::of)
                .orElseGet(() -> of(verdict));
    }

    public String of(Words words) {
        return language.of(words);
    }

    /** What a language is called, in this one where it has a word for it. */
    public String of(Language other) {
        String key = "language_" + other.word();
        return has(key) ? of(key) : other.called();
    }

    /** Why something was refused, in the page's words where it has any, else as the API says it. */
    public String of(Problem problem) {
        String key = "fault_" + problem.code().code().replace('-', '_');
        return has(key) ? of(key) : problem.getMessage();
    }

    /** Why an account cannot be made or changed. */
    public String of(People.Refused refused) {
        return of(
                "fault_" + refused.fault().name().toLowerCase(Locale.ROOT),
                People.SHORTEST_PASSWORD,
                People.LONGEST_PASSWORD);
    }

    /** A day in full, with its day of the week. */
    public String of(LocalDate day) {
        return day.format(DateTimeFormatter.ofPattern(of("dayInFull"), language.locale()));
    }

    /** The clock on the wall that times are told by: 北京时间. */
    public String of(ZoneId zone) {
        String key = "zone_" + zone.getId().replace('/', '_');
        if (has(key)) {
            return of(key);
        }
        return language == Language.ZH ? zone.getDisplayName(TextStyle.FULL, Locale.SIMPLIFIED_CHINESE) : zone.getId();
    }

    public Language language() {
        return language;
    }

    private String find(String key) {
        String words = own.get(key);
        return words != null ? words : shared.get(key);
    }

    /** What the language lacks in English; of a key that it has it needs no twin in the singular. */
    private static Map<String, String> said(Class<?> page, Language language) {
        Map<String, String> own = words(page, language);
        if (language == Language.EN) {
            return own;
        }
        Map<String, String> said = new HashMap<>(own);
        words(page, Language.EN).forEach((key, words) -> {
            boolean singular = key.endsWith("One") && own.containsKey(key.substring(0, key.length() - 3));
            if (!singular) {
                said.putIfAbsent(key, words);
            }
        });
        return Map.copyOf(said);
    }

    private static Map<String, String> words(Class<?> page, Language language) {
        String file = language.word() + ".properties";
        try (InputStream stream = page.getResourceAsStream(file)) {
            Properties words = new Properties();
            if (stream == null && language != Language.EN) {
                return Map.of();
            }
            if (stream == null) {
                throw new IllegalStateException("the page of " + page.getName() + " has no " + file);
            }
            words.load(new InputStreamReader(stream, StandardCharsets.UTF_8));
            Map<String, String> all = new ConcurrentHashMap<>();
            words.stringPropertyNames().forEach(key -> all.put(key, words.getProperty(key)));
            return Map.copyOf(all);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    @TemplateExtension(matchName = TemplateExtension.ANY, priority = 3)
    static String word(Messages messages, String key) {
        return messages.of(key);
    }

    @TemplateExtension(matchName = TemplateExtension.ANY, priority = 3)
    static String word(Messages messages, String key, Object one) {
        return messages.of(key, one);
    }

    @TemplateExtension(matchName = TemplateExtension.ANY, priority = 3)
    static String word(Messages messages, String key, Object one, Object two) {
        return messages.of(key, one, two);
    }

    @TemplateExtension(matchName = TemplateExtension.ANY, priority = 3)
    static String word(Messages messages, String key, Object one, Object two, Object three) {
        return messages.of(key, one, two, three);
    }
}
