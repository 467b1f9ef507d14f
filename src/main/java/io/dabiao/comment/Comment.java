package io.dabiao.comment;

import java.time.Instant;
import java.time.LocalDate;
import org.eclipse.microprofile.openapi.annotations.media.Schema;

/**
 * What a person said of an indicator. It is never changed, only withdrawn.
 *
 * @param text as it was typed, of at most {@link Comments#LONGEST} characters
 * @param about the day of the declared period of which it is said; null where it is said of the whole
 * @param author the name of the person or of the token
 */
@Schema(name = "IndicatorComment")
public record Comment(long id, String text, LocalDate about, String author, Instant saidAt) {}
