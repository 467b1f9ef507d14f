package io.dabiao.audit;

import io.dabiao.core.text.Language;
import io.dabiao.core.text.MessageFile;
import io.dabiao.core.text.Words;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What is said of an act beside what it was done to: the word under which it is kept, and by which the message files have
 * its text.
 */
public enum AuditPhrase {
    /** What a person typed, or a name of machines, as it is. */
    AS_WRITTEN("as_written"),
    ROLES("roles", true),
    TOKEN("token"),
    UNTIL("until"),
    FROM_UNTIL("from_until"),
    SESSIONS("sessions"),
    WITH_CODE("with_code"),
    WITH_RECOVERY_CODE("with_recovery_code"),
    TRIES("tries"),
    PUT_OFF("put_off"),
    UNKNOWN_NAMES("unknown_names"),
    VERSION("version"),
    CARRIED_FROM("carried_from"),
    SIGNED_BY("signed_by"),
    SHA_256("sha256"),
    EXPLAINED("explained"),
    SCORED("scored"),
    TYPES_AT("types_at"),
    EVENTS("events"),
    OF_TYPE("of_type"),
    REPLACED("replaced"),
    WITHDRAWN("withdrawn"),
    RUN("run"),
    WORK("work"),
    OLDER_THAN("older_than");

    private static final Map<String, AuditPhrase> BY_WORD =
            Arrays.stream(values()).collect(Collectors.toUnmodifiableMap(AuditPhrase::word, Function.identity()));

    /** As tokens and people have them; people read them as the pages call them. */
    private static final Set<String> KNOWN_ROLES = Set.of("view", "owner", "report", "ingest", "admin");

    private static final Pattern PLACE = Pattern.compile("\\{\\d}");

    private final String word;
    private final boolean ofRoles;

    AuditPhrase(String word) {
        this(word, false);
    }

    /** @param ofRoles whether the arguments are words of roles, any number of them */
    AuditPhrase(String word, boolean ofRoles) {
        this.word = word;
        this.ofRoles = ofRoles;
    }

    /** As the database has it; never another one for the same phrase. */
    public String word() {
        return word;
    }

    /** Empty for a word of a release that knew other phrases. */
    static Optional<AuditPhrase> ofWord(String word) {
        return Optional.ofNullable(BY_WORD.get(word));
    }

    /** Whether its own words, in one of the languages, contain a text, whatever its case; an argument is none of them. */
    boolean contains(String lowerCase) {
        return Language.all().stream()
                .anyMatch(language -> contains("phrase_" + word, language, lowerCase)
                        || ofRoles
                                && KNOWN_ROLES.stream()
                                        .anyMatch(role -> contains("role_" + role, language, lowerCase)));
    }

    private static boolean contains(String key, Language language, String lowerCase) {
        return MessageFile.of(AuditPhrase.class.getPackageName())
                .pattern(language.word(), key)
                .filter(text -> PLACE.matcher(text)
                        .replaceAll("\u0000")
                        .toLowerCase(Locale.ROOT)
                        .contains(lowerCase))
                .isPresent();
    }

    Words words(List<String> arguments) {
        return ofRoles
                ? Words.of(
                        AuditPhrase.class,
                        "phrase_" + word,
                        Words.joined(
                                Words.of(Words.class, "enumeration"),
                                arguments.stream().map(AuditPhrase::role).toList()))
                : Words.of(AuditPhrase.class, "phrase_" + word, arguments.toArray());
    }

    /** A word of a release that knew other roles stands as it was kept. */
    private static Words role(String word) {
        return KNOWN_ROLES.contains(word) ? Words.of(AuditPhrase.class, "role_" + word) : Words.asWritten(word);
    }
}
