package io.dabiao.alert;

import static io.dabiao.database.GrowingList.texts;

import io.dabiao.database.FoundRows;
import io.dabiao.database.GrowingList;
import io.dabiao.database.Transactions;
import io.dabiao.database.WantedRows;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.jdbi.v3.core.statement.Query;

/** The lists of alerts that are over and of messages, which grow. Whose projects are not empty finds what is about these alone. */
@ApplicationScoped
public class AlertLists {

    /** A row of before has its kind in capitals. */
    public static final GrowingList OVER = new GrowingList(
            "id",
            "alert",
            "state = 'RESOLVED' and (:any or project = any(:projects))",
            "id",
            texts(
                    "indicator_name",
                    "project_name",
                    "owner",
                    "kind_words",
                    "kind_words_zh",
                    "sentence",
                    "sentence_zh",
                    "resolved_because",
                    "resolved_because_zh"),
            Map.of("kind", "lower(kind)", "severity", "lower(severity)", "project", "project", "owner", "owner"),
            Map.of(
                    "severity", "severity",
                    "name", "indicator_name",
                    "project", "project_name",
                    "kind", "kind_words",
                    "since", "since",
                    "owner", "owner",
                    "ended", "resolved_at"));

    /** One message may tell of several projects: where one of them is another's, so is the message. */
    public static final GrowingList MESSAGES = new GrowingList(
            "id",
            "notification",
            """
                :any or not jsonb_path_exists(alerts, '$[*].project ? (!(@ == $seen[*]))',
                                              jsonb_build_object('seen', to_jsonb(:projects)))""",
            "id",
            texts("title", "receiver", "reason"),
            Map.of("state", "lower(state)", "receiver", "receiver"),
            Map.of("state", "state", "title", "title", "receiver", "receiver", "at", "at", "attempts", "attempts"));

    private static final int AT_ONCE = 1_000;

    private final Transactions transactions;

    AlertLists(Transactions transactions) {
        this.transactions = transactions;
    }

    public FoundRows<Alert> over(Optional<Set<String>> projects, WantedRows wanted) {
        return ids(OVER, projects, wanted)
                .with(ids -> read(
                        ids,
                        some -> Alert.<Alert>list("id in ?1", some).stream()
                                .collect(Collectors.toMap(alert -> alert.id, alert -> alert))));
    }

    public FoundRows<QueuedNotification> messages(Optional<Set<String>> projects, WantedRows wanted) {
        return ids(MESSAGES, projects, wanted).with(ids -> read(ids, QueuedNotification::of));
    }

    /** The projects of alerts that are over, with their names, and the owners or receivers that there are. */
    public List<String> values(GrowingList list, String choice, Optional<Set<String>> projects) {
        return transactions.query(handle -> list.values(handle, choice, query -> bind(query, projects)));
    }

    /** What projects were called when the last alert of each was raised. */
    public Map<String, String> projects(Optional<Set<String>> projects) {
        Map<String, String> names = new LinkedHashMap<>();
        transactions
                .query(handle -> bind(
                                handle.createQuery(
                                        "select project, max(project_name) as name from alert where project <> ''"
                                                + " and state = 'RESOLVED' and (:any or project = any(:projects))"
                                                + " group by project order by project"),
                                projects)
                        .map(row ->
                                Map.entry(row.getColumn("project", String.class), row.getColumn("name", String.class)))
                        .list())
                .forEach(one -> names.put(one.getKey(), one.getValue()));
        return names;
    }

    private FoundRows<Long> ids(GrowingList list, Optional<Set<String>> projects, WantedRows wanted) {
        return transactions.query(handle ->
                list.find(handle, wanted, query -> bind(query, projects), row -> row.getColumn("id", Long.class)));
    }

    private static Query bind(Query query, Optional<Set<String>> projects) {
        return query.bind("any", projects.isEmpty()).bindArray("projects", String.class, projects.orElse(Set.of()));
    }

    /** In the order of the ids; what has gone meanwhile is left out. */
    private static <T> List<T> read(List<Long> ids, Function<List<Long>, Map<Long, T>> byId) {
        List<T> read = new ArrayList<>();
        for (int from = 0; from < ids.size(); from += AT_ONCE) {
            List<Long> some = ids.subList(from, Math.min(ids.size(), from + AT_ONCE));
            Map<Long, T> found = byId.apply(some);
            some.stream().map(found::get).filter(Objects::nonNull).forEach(read::add);
        }
        return read;
    }
}
