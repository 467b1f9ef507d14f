package io.dabiao.alert;

import io.dabiao.core.text.Words;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Any;
import jakarta.enterprise.inject.Instance;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The kinds of alerts that there are: one a rule, the most severe first. Safe for use by several threads. */
@ApplicationScoped
public class AlertKinds {

    private final Map<String, AlertKind> byWord = new LinkedHashMap<>();

    AlertKinds(@Any Instance<AlertRule> rules) {
        List<AlertKind> sorted = rules.stream()
                .map(AlertRule::kind)
                .sorted(Comparator.comparing(AlertKind::severity).reversed().thenComparing(AlertKind::word))
                .toList();
        for (AlertKind kind : sorted) {
            if (byWord.put(kind.word(), kind) != null) {
                throw new IllegalStateException("two rules raise alerts of the kind " + kind.word());
            }
        }
    }

    public List<AlertKind> all() {
        return List.copyOf(byWord.values());
    }

    /** As settings and callers write them. */
    public Set<String> words() {
        return java.util.Collections.unmodifiableSet(byWord.keySet());
    }

    /** Empty where no rule has the word. */
    public Optional<AlertKind> ofWord(String word) {
        return Optional.ofNullable(byWord.get(word));
    }

    /** What people call a kind; the word itself where its rule is of another release. */
    public Words called(String word) {
        return ofWord(word).map(AlertKind::words).orElseGet(() -> new Words(word, word));
    }
}
