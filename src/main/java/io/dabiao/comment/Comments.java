package io.dabiao.comment;

import io.dabiao.audit.AuditAct;
import io.dabiao.audit.AuditDetail;
import io.dabiao.audit.AuditLog;
import io.dabiao.core.declaration.IndicatorRef;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.EffectiveDeclaration;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.narayana.jta.QuarkusTransaction;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;

/** Takes and shows what people say of indicators. Safe for use by several threads. */
@ApplicationScoped
public class Comments {

    /** Characters of one. */
    public static final int LONGEST = 2_000;

    /** Of one indicator so many are shown, the newest; older ones stay in the database. */
    public static final int SHOWN = 200;

    private final Declarations declarations;
    private final Clock clock;

    Comments(Declarations declarations, Clock clock) {
        this.declarations = declarations;
        this.clock = clock;
    }

    /**
     * Those that stand, the newest first, at most {@link #SHOWN}.
     *
     * @throws Problem where the indicator is not declared
     */
    public List<Comment> of(IndicatorRef ref) {
        declared(ref);
        return QuarkusTransaction.requiringNew()
                .call(() -> CommentRow.of(ref, SHOWN).stream()
                        .map(CommentRow::comment)
                        .toList());
    }

    /**
     * Says something.
     *
     * @param about a day of the declared period; empty for the whole of it
     * @throws Problem where nothing is said or too much, the day lies outside of the period, or the indicator is not declared
     */
    public Comment say(IndicatorRef ref, String text, Optional<LocalDate> about, String author) {
        EffectiveDeclaration declared = declared(ref);
        String said = text == null ? "" : text.strip();
        if (said.isEmpty()) {
            throw new Problem(ErrorCode.NOTHING_SAID, "a comment says something");
        }
        if (said.length() > LONGEST) {
            throw new Problem(ErrorCode.TOO_LONG, "a comment has " + LONGEST + " characters at most");
        }
        if (said.chars().anyMatch(one -> Character.isISOControl(one) && "\n\r\t".indexOf(one) < 0)) {
            throw new Problem(ErrorCode.NOT_TEXT, "a comment has a control character in it");
        }
        about.filter(day -> !declared.declaration().period().contains(day)).ifPresent(day -> {
            throw new Problem(
                    ErrorCode.NOT_A_DAY_OF_THE_PERIOD, day + " is not in the declared period of " + ref.project());
        });
        Instant now = clock.instant();
        return QuarkusTransaction.requiringNew().call(() -> {
            CommentRow row = new CommentRow();
            row.year = ref.year();
            row.project = ref.project();
            row.indicator = ref.id();
            row.text = said;
            row.about = about.orElse(null);
            row.author = author;
            row.saidAt = now;
            row.persist();
            AuditLog.record(now, author, AuditAct.COMMENT_SAID, ref.toString(), AuditDetail.asWritten(said));
            return row.comment();
        });
    }

    /**
     * Withdraws one's own; an administrator withdraws anyone's.
     *
     * @throws Problem where none that stands has the id, or it is another's
     */
    public void withdraw(IndicatorRef ref, long id, String who, boolean anyones) {
        Instant now = clock.instant();
        QuarkusTransaction.requiringNew().run(() -> {
            CommentRow row = CommentRow.standing(ref, id)
                    .orElseThrow(() -> new Problem(
                            ErrorCode.NO_SUCH_COMMENT, "no comment of " + ref.toString() + " has the id " + id));
            if (!anyones && !row.author.equals(who)) {
                throw new Problem(ErrorCode.NOT_PERMITTED, "the comment is another's");
            }
            row.withdrawnAt = now;
            row.withdrawnBy = who;
            AuditLog.record(now, who, AuditAct.COMMENT_WITHDRAWN, ref.toString(), AuditDetail.asWritten(row.text));
        });
    }

    private EffectiveDeclaration declared(IndicatorRef ref) {
        EffectiveDeclaration declared = declarations
                .inForce()
                .project(ref.year(), ref.project())
                .orElseThrow(() ->
                        new Problem(ErrorCode.NO_SUCH_PROJECT, "no project '" + ref.project() + "' in " + ref.year()));
        if (declared.declaration().indicator(ref.id()).isEmpty()) {
            throw new Problem(ErrorCode.NO_SUCH_INDICATOR, "no indicator '" + ref.id() + "' in " + ref.project());
        }
        return declared;
    }
}
