package io.dabiao.declare;

import io.dabiao.core.calendar.WorkingCalendar;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code calendar_version}: the working days of all years, as they were known at some time. Never changed. */
@Entity
@Table(name = "calendar_version")
class CalendarVersion extends PanacheEntityBase {

    /** Of the content. */
    @Id
    public String digest;

    /** The years with their notices, for people. */
    public String names;

    public String content;

    @Column(name = "recorded_at")
    public Instant recordedAt;

    WorkingCalendar calendar() {
        return WorkingCalendar.read(content);
    }
}
