package io.dabiao.store;

import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;

/** The short numbers under which sources and event types are stored. A number, once given, never changes. */
@ApplicationScoped
class NameDictionary {

    /** Beyond so many the memory of them is dropped and built again: a sender may invent sources without end. */
    private static final int REMEMBERED = 50_000;

    private final Transactions transactions;
    private final Map<String, Integer> sources = new ConcurrentHashMap<>();
    private final Map<String, Integer> types = new ConcurrentHashMap<>();

    NameDictionary(Transactions transactions) {
        this.transactions = transactions;
    }

    Map<String, Integer> sources(Collection<String> names) {
        return numbers("source", sources, names);
    }

    Map<String, Integer> types(Collection<String> names) {
        return numbers("event_type", types, names);
    }

    /** Numbers are given in a transaction of their own, sorted: a batch that fails later leaves only a name behind. */
    private Map<String, Integer> numbers(String table, Map<String, Integer> remembered, Collection<String> names) {
        Map<String, Integer> numbers = new HashMap<>();
        TreeSet<String> unknown = new TreeSet<>();
        for (String name : names) {
            Integer number = remembered.get(name);
            if (number == null) {
                unknown.add(name);
            } else {
                numbers.put(name, number);
            }
        }
        if (!unknown.isEmpty()) {
            Map<String, Integer> given = given(table, unknown);
            if (remembered.size() > REMEMBERED) {
                remembered.clear();
            }
            remembered.putAll(given);
            numbers.putAll(given);
        }
        return numbers;
    }

    private Map<String, Integer> given(String table, Collection<String> names) {
        return transactions.update(handle -> {
            handle.createUpdate("""
                            insert into %1$s (name) select n from unnest(:names) n
                            where not exists (select from %1$s where name = n) order by n on conflict do nothing""".formatted(table))
                    .bindArray("names", String.class, names)
                    .execute();
            return handle.createQuery("select name, no from " + table + " where name = any(:names)")
                    .bindArray("names", String.class, names)
                    .map((row, context) -> Map.entry(row.getString("name"), row.getInt("no")))
                    .collectToMap(Map.Entry::getKey, Map.Entry::getValue);
        });
    }
}
