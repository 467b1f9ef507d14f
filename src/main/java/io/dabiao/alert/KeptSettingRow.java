package io.dabiao.alert;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;

/** A row of {@code alert_setting}: a receiver, a route, a maintenance or what holds for all of them, as it was said on a page. */
@Entity
@Table(name = "alert_setting")
class KeptSettingRow extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** A word of {@link KeptSettings.Kind}. */
    public String kind;

    public String name;
    public int place;

    /** JSON, by the keys of the file of alert settings, without secrets. */
    public String settings;

    /** Encrypted; null for none. */
    public byte[] secrets;

    public String author;

    @Column(name = "changed_at")
    public Instant changedAt;

    public int revision;
}
