package io.dabiao.check.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.ProbeKindContract;
import io.dabiao.core.event.Event;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HeartbeatProbeTest extends ProbeKindContract {

    @BeforeEach
    void nothingWasSaid() {
        Said.EVENTS.clear();
    }

    @Override
    protected String kind() {
        return "heartbeat";
    }

    @Override
    protected String good() {
        heard("2026-02-28T23:00:00Z", JobState.DONE);
        return "every: 1d";
    }

    @Override
    protected Phase first() {
        return Phase.FIRST_BYTE;
    }

    private static void heard(String at, JobState state) {
        Said.EVENTS.add(new Event(state.source("s"), at + state, JobState.TYPE, Instant.parse(at), Map.of()));
    }

    /** The slot is Sunday, 2026-03-01 08:00 in Shanghai. */
    @ParameterizedTest(name = "{0}, begun {1}, done {2}, failed {3}: {4}")
    @CsvSource(
            delimiter = '|',
            value = {
                "every: 1h, grace: 5m                        |                     | 2026-02-28T23:00:00Z |                     | ok",
                "every: 1h, grace: 5m                        |                     | 2026-02-28T22:55:00Z |                     | ok",
                "every: 1h, grace: 5m                        |                     | 2026-02-28T22:54:59Z |                     | silent in first_byte",
                "every: 1h                                   |                     |                      |                     | preparation in first_byte",
                "every: 1h                                   | 2026-02-28T23:59:00Z |                      |                     | silent in first_byte",
                "every: 1h                                   |                     | 2026-02-28T23:50:00Z | 2026-02-28T23:55:00Z | status in first_byte",
                "every: 1h                                   |                     | 2026-02-28T23:56:00Z | 2026-02-28T23:55:00Z | ok",
                "'every: 1d, longest: 2h'                    | 2026-02-28T22:00:00Z | 2026-02-28T20:00:00Z |                     | ok",
                "'every: 1d, longest: 2h'                    | 2026-02-28T21:59:59Z | 2026-02-28T20:00:00Z |                     | timeout in first_byte",
                "cron: '0 3 * * *', grace: 30m               |                     | 2026-02-28T19:20:00Z |                     | ok",
                "cron: '0 3 * * *', grace: 30m               |                     | 2026-02-28T18:59:59Z |                     | silent in first_byte",
                "cron: '45 7 * * *', grace: 30m              |                     | 2026-02-28T00:00:00Z |                     | ok",
                "cron: '45 7 * * *', grace: 10m              |                     | 2026-02-28T00:00:00Z |                     | silent in first_byte",
                "cron: '0 3 * * *', days: working            |                     | 2026-02-26T19:30:00Z |                     | ok",
                "cron: '0 3 * * *', days: working            |                     | 2026-02-26T18:30:00Z |                     | silent in first_byte",
                "cron: '0 3 * * 1-5'                         |                     | 2026-02-26T19:30:00Z |                     | ok",
                "cron: '0 0 3 ? * SAT'                       |                     | 2026-02-26T19:30:00Z |                     | silent in first_byte",
                "cron: '0 3 1 * *', grace: 6h                |                     | 2026-02-01T00:00:00Z |                     | ok",
            })
    void aJobThatDoesNotCallInTimeIsAnOutage(String declared, String begun, String done, String failed, String says)
            throws Exception {
        said(begun, JobState.BEGUN);
        said(done, JobState.DONE);
        said(failed, JobState.FAILED);

        var outcome = look(declared.replaceAll("^'|'$", declared.startsWith("'") ? "" : "$0"));

        assertThat(said(outcome)).as("%s", outcome).isEqualTo(says);
        if (!outcome.ok()) {
            inBothLanguages(outcome);
        }
    }

    private static void said(String at, JobState state) {
        if (at != null) {
            heard(at, state);
        }
    }

    @Test
    void aRunsTimeIsThatFromItsBeginToItsEnd() throws Exception {
        heard("2026-02-28T22:00:00Z", JobState.BEGUN);
        heard("2026-02-28T22:07:30Z", JobState.DONE);

        assertThat(look("every: 1d").nanos()).isEqualTo(450_000_000_000L);
    }

    @Test
    void aYearWithoutACalendarIsSaidAndNothingElse() throws Exception {
        Schedule schedule = new Schedule("0 3 * * *", ZoneId.of("Asia/Shanghai"), Schedule.Days.WORKING);

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> schedule.before(Instant.parse("2027-03-01T00:00:00Z"), new Said()))
                .hasMessage("the calendar of 2027 is not published");
    }

    @ParameterizedTest
    @CsvSource({
        "done, DONE",
        "success, DONE",
        "start, BEGUN",
        "begun, BEGUN",
        "fail, FAILED",
        "0, DONE",
        "1, FAILED",
        "137, FAILED"
    })
    void aJobMaySayItAsWithHealthchecks(String word, JobState state) {
        assertThat(JobState.of(word)).contains(state);
    }

    @Test
    void whoeverApprovesSeesThatNothingIsContacted() {
        assertThat(probe("every: 1d").subject().hosts()).isEmpty();
        assertThat(probe("cron: 0 3 * * *").subject().address()).isEqualTo("0 3 * * *");
    }
}
