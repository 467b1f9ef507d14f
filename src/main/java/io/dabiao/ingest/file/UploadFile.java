package io.dabiao.ingest.file;

import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;

/** A row of {@code spreadsheet_upload_file}: the file itself, as long as it may be taken over. */
@Entity
@Table(name = "spreadsheet_upload_file")
class UploadFile extends PanacheEntityBase {

    @Id
    public Long upload;

    public byte[] content;
}
