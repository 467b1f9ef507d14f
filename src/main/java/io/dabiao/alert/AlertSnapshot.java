package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;

/**
 * One alert as a message tells it: everything that a text needs, as it stood when the message was made.
 *
 * @param id of the alert; the same for its whole life, another for the next time
 * @param fingerprint of the condition: the same each time that it comes back
 * @param year 0 where the alert is about the service and no year
 * @param kind the word of its rule, such as {@code at_risk}
 * @param kindWords what people call it
 * @param project id; empty where the alert is about the service
 * @param indicator id; empty where the alert is about a project or the service
 * @param level1 of the indicator, as printed; empty where there is none
 * @param owner who answers for the indicator; empty where no one is declared
 * @param sentence of the evaluation, or what is the matter
 * @param outlook what would have to happen; empty where nothing is forecast
 * @param link to where a person can see more; absolute; empty where the settings name no address
 * @param runbook to where the page says what to do; absolute; empty where the settings name no address
 * @param answer to where a person can acknowledge or silence it without signing in; absolute; empty where there is nothing to answer
 * @param startedAt since when the condition holds
 * @param resolvedAt empty while it fires
 */
public record AlertSnapshot(
        String id,
        String fingerprint,
        String kind,
        Words kindWords,
        AlertKind.Pace pace,
        Severity severity,
        State state,
        int year,
        String project,
        String projectName,
        String indicator,
        String indicatorName,
        String level1,
        String owner,
        Words sentence,
        Optional<Words> outlook,
        Optional<String> link,
        Optional<String> runbook,
        Optional<String> answer,
        Instant startedAt,
        Optional<Instant> resolvedAt) {

    public AlertSnapshot {
        // A message that was queued by a release before has fewer values, and its kind in capitals.
        answer = answer == null ? Optional.empty() : answer;
        runbook = runbook == null ? Optional.empty() : runbook;
        kind = kind.toLowerCase(Locale.ROOT);
        kindWords = kindWords == null ? new Words(kind, kind) : kindWords;
        pace = pace == null ? AlertKind.Pace.FIGURES : pace;
    }
}
