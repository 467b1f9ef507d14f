package io.dabiao.report;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code report_bundle_file}: a bundle's content. */
@Entity
@Table(name = "report_bundle_file")
class BundleFile extends PanacheEntityBase {

    @Id
    public Long bundle;

    public byte[] content;
}
