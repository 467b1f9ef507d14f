package io.dabiao.store;

import io.dabiao.core.event.Event;
import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.LocalDate;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Collection;
import java.util.HashSet;
import java.util.Locale;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jdbi.v3.core.Handle;

/** The monthly partitions of the event log, made when the first event of a month arrives. Months are UTC's. */
@ApplicationScoped
class Partitions {

    /** Times before it go to a partition of their own: no one gets a table for a month in the Middle Ages. */
    private static final YearMonth FIRST = YearMonth.of(1990, 1);

    private static final long DAY_SECONDS = 86_400;

    private final Transactions transactions;
    private final Set<YearMonth> made = ConcurrentHashMap.newKeySet();

    Partitions(Transactions transactions) {
        this.transactions = transactions;
    }

    void provide(Collection<Arrival> arrivals) {
        Set<YearMonth> missing = new HashSet<>();
        // Of the month that was found last, in epoch seconds: most events share it with the one before.
        long from = 0;
        long until = 0;
        for (Arrival arrival : arrivals) {
            long second = arrival.event().time().getEpochSecond();
            if (second >= from && second < until) {
                continue;
            }
            YearMonth month = month(arrival.event());
            from = month.atDay(1).toEpochDay() * DAY_SECONDS;
            until = month.plusMonths(1).atDay(1).toEpochDay() * DAY_SECONDS;
            if (!month.isBefore(FIRST) && !made.contains(month)) {
                missing.add(month);
            }
        }
        for (YearMonth month : missing) {
            transactions.update(handle -> {
                Locks.PARTITIONS.exclusive(handle.getConnection());
                make(handle, month);
                return month;
            });
            made.add(month);
        }
    }

    /** Attached rather than created in place: that takes no lock which writers to other months would wait for. */
    private static void make(Handle handle, YearMonth month) {
        String table = String.format(Locale.ROOT, "event_%04d%02d", month.getYear(), month.getMonthValue());
        boolean there = handle.createQuery("select to_regclass(:table) is not null")
                .bind("table", table)
                .mapTo(boolean.class)
                .one();
        if (there) {
            return;
        }
        handle.execute("create table " + table + " (like event including defaults)");
        handle.execute("alter table event attach partition " + table + " for values from ('" + start(month) + "') to ('"
                + start(month.plusMonths(1)) + "')");
    }

    private static String start(YearMonth month) {
        return month.atDay(1) + " 00:00:00+00";
    }

    private static YearMonth month(Event event) {
        return YearMonth.from(LocalDate.ofInstant(event.time(), ZoneOffset.UTC));
    }
}
