package io.dabiao.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
        return transactions.write(connection -> {
            Map<String, Integer> numbers = new HashMap<>();
            var array = connection.createArrayOf("text", names.toArray());
            try (PreparedStatement insert = connection.prepareStatement("insert into " + table
                            + " (name) select n from unnest(?::text[]) n where not exists (select from " + table
                            + " where name = n) order by n on conflict do nothing");
                    PreparedStatement select =
                            connection.prepareStatement("select name, no from " + table + " where name = any(?)")) {
                insert.setArray(1, array);
                insert.executeUpdate();
                select.setArray(1, array);
                try (ResultSet row = select.executeQuery()) {
                    while (row.next()) {
                        numbers.put(row.getString(1), row.getInt(2));
                    }
                }
            }
            return numbers;
        });
    }
}
