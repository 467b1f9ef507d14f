package io.dabiao.store;

import jakarta.enterprise.context.ApplicationScoped;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
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
        return transactions.write(connection -> {
            try (PreparedStatement quick = connection.prepareStatement("set local synchronous_commit = off");
                    PreparedStatement forget = connection.prepareStatement(
                            "delete from replica where name <> ? and beat < clock_timestamp() - interval '1 hour'");
                    PreparedStatement beat = connection.prepareStatement("insert into replica (name, beat)"
                            + " values (?, clock_timestamp()) on conflict (name) do update set beat = excluded.beat");
                    PreparedStatement alive = connection.prepareStatement(
                            "select name from replica where beat > clock_timestamp() - ? * interval '1 millisecond'")) {
                quick.execute();
                forget.setString(1, name);
                forget.executeUpdate();
                beat.setString(1, name);
                beat.executeUpdate();
                alive.setLong(1, within.toMillis());
                Set<String> names = new TreeSet<>(Set.of(name));
                try (ResultSet row = alive.executeQuery()) {
                    while (row.next()) {
                        names.add(row.getString(1));
                    }
                }
                return names;
            }
        });
    }

    /** It ends on purpose: the others need not wait. */
    public void leave(String name) {
        transactions.write(connection -> {
            try (PreparedStatement delete = connection.prepareStatement("delete from replica where name = ?")) {
                delete.setString(1, name);
                return delete.executeUpdate();
            }
        });
    }
}
