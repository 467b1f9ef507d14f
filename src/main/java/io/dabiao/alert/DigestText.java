package io.dabiao.alert;

import io.dabiao.core.declaration.Verdict;
import io.dabiao.core.evaluation.RecordedEvaluation;
import io.dabiao.core.evaluation.VerdictChange;
import io.dabiao.core.text.Language;
import io.dabiao.core.text.Words;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * What a weekly digest says: what became worse and better, each indicator once from where it stood before to where it stands, and what
 * fires. Pure.
 *
 * @param link the service's address; empty for a text without links
 */
record DigestText(Instant from, Instant until, ZoneId zone, Optional<String> link) {

    /** Of more of one sort the number is told. */
    private static final int MOST = 20;

    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM-dd");

    /**
     * An indicator's week.
     *
     * @param row as it stands
     * @param before its verdict when the week began
     */
    record Moved(RecordedEvaluation row, Verdict before) {

        /** Above 0 where it became worse. */
        int worse() {
            return rank(row.verdict()) - rank(before);
        }

        private static int rank(Verdict verdict) {
            return switch (verdict) {
                case MET, ON_TRACK -> 0;
                case UNDECLARED, NO_DATA -> 1;
                case AT_RISK -> 2;
                case BREACHED, MISSED -> 3;
            };
        }
    }

    /**
     * Each indicator whose verdict is another than when the week began; what came and went is not told of.
     *
     * @param changes of the week, in any order
     */
    static List<Moved> moved(List<VerdictChange> changes, List<RecordedEvaluation> rows) {
        List<Moved> moved = new ArrayList<>();
        for (RecordedEvaluation row : rows) {
            changes.stream()
                    .filter(change -> change.ref().equals(row.ref()) && !change.draft())
                    .min(Comparator.comparing(VerdictChange::id))
                    .flatMap(VerdictChange::before)
                    .filter(before -> before != row.verdict())
                    .ifPresent(before -> moved.add(new Moved(row, before)));
        }
        moved.sort(Comparator.comparing(Moved::worse).reversed());
        return moved;
    }

    Text of(List<Moved> moved, List<Alert> firing, Language language) {
        List<Moved> worse = moved.stream().filter(one -> one.worse() > 0).toList();
        List<Moved> better = moved.stream().filter(one -> one.worse() < 0).toList();
        List<Moved> other = moved.stream().filter(one -> one.worse() == 0).toList();
        String span = DAY.format(from.atZone(zone)) + "–" + DAY.format(until.atZone(zone));
        Say say = new Say(language);
        String title = say.of(Words.of(
                DigestText.class, "weeklyDigestWorseBetterAlerts", span, worse.size(), better.size(), firing.size()));
        StringBuilder body = new StringBuilder();
        say.section(
                body,
                say.of(Words.of(DigestText.class, "becameWorse")),
                worse.stream().map(say::moved).toList());
        say.section(
                body,
                say.of(Words.of(DigestText.class, "alertsThatFire")),
                firing.stream().map(say::firing).toList());
        say.section(
                body,
                say.of(Words.of(DigestText.class, "becameBetter")),
                better.stream().map(say::moved).toList());
        say.section(
                body,
                say.of(Words.of(DigestText.class, "otherwise")),
                other.stream().map(say::moved).toList());
        if (body.length() == 0) {
            body.append(say.of(Words.of(DigestText.class, "nothingChangedAndNoAlertFires")))
                    .append('\n');
        }
        link.ifPresent(base -> body.append('\n')
                .append(say.of(Words.of(DigestText.class, "allChanges")))
                .append(base)
                .append("/indicators/changes)\n"));
        return new Text(title, body.toString().strip());
    }

    private record Say(Language language) {

        String of(Words words) {
            return words.in(language.word());
        }

        private String verdict(Verdict verdict) {
            return of(verdict.words());
        }

        String moved(Moved one) {
            return "- **" + Markdown.escaped(one.row().declared().project()) + " · "
                    + Markdown.escaped(one.row().declared().name()) + "**" + of(Words.of(DigestText.class, "said"))
                    + verdict(one.before())
                    + " → "
                    + verdict(one.row().verdict()) + of(Words.of(DigestText.class, "sentenceEnds"))
                    + Markdown.escaped(of(one.row().sentence()));
        }

        String firing(Alert alert) {
            String by = alert.acknowledgedBy == null
                    ? ""
                    : of(Words.of(DigestText.class, "seenToBy", Markdown.escaped(alert.acknowledgedBy)));
            return "- **" + Markdown.escaped(alert.projectName) + (alert.projectName.isEmpty() ? "" : " · ")
                    + Markdown.escaped(alert.indicatorName) + "**"
                    + of(Words.of(DigestText.class, "ofKind", alert.kindCalled()))
                    + Markdown.escaped(of(alert.sentence())) + by;
        }

        void section(StringBuilder body, String heading, List<String> lines) {
            if (lines.isEmpty()) {
                return;
            }
            body.append(body.length() == 0 ? "" : "\n")
                    .append("**")
                    .append(heading)
                    .append("**\n");
            lines.stream().limit(MOST).forEach(line -> body.append(line).append('\n'));
            if (lines.size() > MOST) {
                body.append(of(Words.of(DigestText.class, "more", (lines.size() - MOST))))
                        .append('\n');
            }
        }
    }
}
