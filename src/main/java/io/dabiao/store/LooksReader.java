package io.dabiao.store;

import io.dabiao.core.calendar.ServiceHours;
import io.dabiao.core.probe.Maintenance;
import io.dabiao.core.probe.Probe;
import io.dabiao.database.Transactions;
import jakarta.enterprise.context.ApplicationScoped;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** How the looks at a probed site went, in equal parts of a time. */
@ApplicationScoped
public class LooksReader {

    private final Transactions transactions;

    LooksReader(Transactions transactions) {
        this.transactions = transactions;
    }

    /**
     * One part.
     *
     * @param number from 0
     * @param failed looks that found the site otherwise than wanted
     * @param apart failed looks that say nothing of it: announced work, a cause elsewhere, outside of service hours
     * @param mean of the seconds that answers took; null where none was timed
     */
    public record Part(int number, long good, long failed, long apart, BigDecimal mean, BigDecimal longest) {}

    /**
     * The parts in which there was a look, in order. The read costs in proportion to the looks.
     *
     * @param here whether this service alone looks at the site: then no other looks are gone through
     * @param until exclusive
     * @param each how long a part is
     */
    public List<Part> of(String site, boolean here, Instant from, Instant until, Duration each) {
        return transactions.query(handle -> handle.createQuery("""
                        select part, count(*) filter (where ok) as good,
                               count(*) filter (where not ok and not apart) as failed,
                               count(*) filter (where not ok and apart) as apart,
                               round(avg(seconds), 3) as mean, max(seconds) as longest
                        from (select floor(extract(epoch from e.time - :from) / :each)::int as part,
                                     coalesce(e.data ->> 'ok', '') = 'true' as ok,
                                     e.data ->> :because is not null or e.data ->> :maintenance is not null
                                         or coalesce(e.data ->> :outside, 'false') <> 'false' as apart,
                                     case when json_typeof(e.data -> 'seconds') = 'number'
                                         then (e.data ->> 'seconds')::numeric end as seconds
                              from event e
                              where e.type_no = (select no from event_type where name = :type)
                                and (not :here or e.source_no = (select no from source where name = :source))
                                and e.data ->> 'site' = :site
                                and e.time >= :from and e.time < :until
                                and\s""" + Corrections.COUNTS + """
                        ) looks group by part order by part""")
                .bind("from", from)
                .bind("until", until)
                .bind("each", each.toSeconds())
                .bind("because", Probe.BECAUSE)
                .bind("maintenance", Maintenance.ATTRIBUTE)
                .bind("outside", ServiceHours.ATTRIBUTE)
                .bind("type", Probe.TYPE)
                .bind("here", here)
                .bind("source", Probe.source(site))
                .bind("site", site)
                .map(row -> new Part(
                        row.getColumn("part", Integer.class),
                        row.getColumn("good", Long.class),
                        row.getColumn("failed", Long.class),
                        row.getColumn("apart", Long.class),
                        row.getColumn("mean", BigDecimal.class),
                        row.getColumn("longest", BigDecimal.class)))
                .list());
    }
}
