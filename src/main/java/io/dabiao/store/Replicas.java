package io.dabiao.store;

import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.util.Set;
import java.util.TreeSet;

/** The replicas that are alive, by the database's clock: one that has not said so for a while is taken for dead. */
@ApplicationScoped
public class Replicas {

    private final Transactions transactions;

    Replicas(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * Says that {@code name} is alive.
     *
     * @param within how long ago the others may have said so
     * @return all that are alive, {@code name} among them
     */
    public Set<String> beat(String name, Duration within) {
        return transactions.update(handle -> {
            handle.execute("set local synchronous_commit = off");
            handle.createUpdate(
                            "delete from replica where name <> :name and beat < clock_timestamp() - interval '1 hour'")
                    .bind("name", name)
                    .execute();
            handle.createUpdate("""
                            insert into replica (name, beat) values (:name, clock_timestamp())
                            on conflict (name) do update set beat = excluded.beat""").bind("name", name).execute();
            Set<String> names = new TreeSet<>(Set.of(name));
            names.addAll(handle.createQuery("""
                            select name from replica
                            where beat > clock_timestamp() - :within * interval '1 millisecond'""")
                    .bind("within", within.toMillis())
                    .mapTo(String.class)
                    .list());
            return names;
        });
    }

    /** It ends on purpose: the others need not wait. */
    public void leave(String name) {
        transactions.update(handle -> handle.createUpdate("delete from replica where name = :name")
                .bind("name", name)
                .execute());
    }
}
