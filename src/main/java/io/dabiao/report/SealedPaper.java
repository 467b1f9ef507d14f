package io.dabiao.report;

import io.dabiao.core.text.Language;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.IdClass;
import jakarta.persistence.Table;
import java.io.Serializable;
import java.util.Optional;

/** A row of {@code sealed_paper}: a sealed report as it was rendered then. */
@Entity
@Table(name = "sealed_paper")
@IdClass(SealedPaper.Key.class)
class SealedPaper extends PanacheEntityBase {

    /** Which paper. */
    public record Key(Long report, String format, String language) implements Serializable {}

    @Id
    public Long report;

    @Id
    public String format;

    @Id
    public String language;

    public byte[] content;
    public String sha256;

    static Optional<SealedPaper> of(long report, String format, Language language) {
        return findByIdOptional(new Key(report, format, language.word()));
    }
}
