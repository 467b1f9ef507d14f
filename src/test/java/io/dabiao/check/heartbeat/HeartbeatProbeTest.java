package io.dabiao.check.heartbeat;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.ProbeKindContract;
import io.dabiao.core.event.Event;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
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
    protected String bad() {
        Said.EVENTS.clear();
        heard("2026-02-27T22:00:00Z", JobState.DONE);
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
                "cron: '0 3 20 * 5'                          |                     | 2026-02-26T19:30:00Z |                     | ok",
                "cron: '0 3 27 * 1'                          |                     | 2026-02-26T18:30:00Z |                     | silent in first_byte",
                "cron: '0 3 * * 6#4'                         |                     | 2026-02-27T19:30:00Z |                     | ok",
                "cron: '0 3 * * SAT#4'                       |                     | 2026-02-27T18:30:00Z |                     | silent in first_byte",
                "cron: '0 3 * * 5-7/2'                       |                     | 2026-02-27T18:30:00Z |                     | silent in first_byte",
                "cron: '* 7 * * *', grace: 30m               |                     | 2026-02-28T23:29:59Z |                     | silent in first_byte",
                "cron: '* 7 * * *', grace: 30m               |                     | 2026-02-28T23:30:00Z |                     | ok",
                "cron: '0 7 1 * *', grace: 1h                |                     | 2026-02-28T22:04:00Z |                     | silent in first_byte",
                "cron: '0 7 * * *', grace: 30m               |                     | 2026-02-28T22:59:30Z |                     | silent in first_byte",
                "every: 1d, grace: 30m                       |                     | 2026-02-27T23:59:30Z |                     | ok",
                "'every: 1d, longest: 2h'                    | 2026-02-28T22:00:00Z | 2026-02-28T22:00:01Z |                     | ok",
                "cron: '@daily'                              |                     | 2026-02-28T16:00:00Z |                     | ok",
                "cron: '@daily'                              |                     | 2026-02-28T15:59:59Z |                     | silent in first_byte",
                "'cron: [0 7 * * *, 30 7 * * *], grace: 10m'  |                     | 2026-02-28T23:10:00Z |                     | silent in first_byte",
                "'cron: [0 7 * * *, 30 9 * * *], grace: 10m'  |                     | 2026-02-28T23:10:00Z |                     | ok",
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
    void aJobThatCallsAgainWhileItRunsHasItsLongestTimeAnew() throws Exception {
        heard("2026-02-28T20:00:00Z", JobState.DONE);
        heard("2026-02-28T21:00:00Z", JobState.BEGUN);
        assertThat(said(look("every: 1d, longest: 2h"))).isEqualTo("timeout in first_byte");

        heard("2026-02-28T23:30:00Z", JobState.BEGUN);
        assertThat(said(look("every: 1d, longest: 2h"))).isEqualTo("ok");
    }

    @Test
    void aYearWithoutACalendarIsSaidAndNothingElse() throws Exception {
        Schedule schedule = new Schedule(List.of("0 3 * * *"), ZoneId.of("Asia/Shanghai"), Schedule.Days.WORKING);

        org.assertj.core.api.Assertions.assertThatThrownBy(
                        () -> schedule.before(Instant.parse("2027-03-01T00:00:00Z"), new Said()))
                .hasMessage("the calendar of 2027 is not published");
    }

    /** Of zones with summer time: 2026-03-29 begins it in Berlin, 2026-11-01 ends it in New York. */
    @ParameterizedTest(name = "{0} in {1} at {2}: {3}")
    @CsvSource({
        "30 2 * * *, Europe/Berlin, 2026-03-29T00:59:59Z, 2026-03-28T01:30:00Z",
        "30 2 * * *, Europe/Berlin, 2026-03-29T01:00:00Z, 2026-03-29T01:00:00Z",
        "30 2 * * *, Europe/Berlin, 2026-03-30T00:29:59Z, 2026-03-29T01:00:00Z",
        "30 2 * * *, Europe/Berlin, 2026-03-30T00:30:00Z, 2026-03-30T00:30:00Z",
        "30 1 * * *, America/New_York, 2026-11-01T05:29:59Z, 2026-10-31T05:30:00Z",
        "30 1 * * *, America/New_York, 2026-11-01T05:30:00Z, 2026-11-01T05:30:00Z",
        "30 1 * * *, America/New_York, 2026-11-01T07:00:00Z, 2026-11-01T05:30:00Z",
        "*/15 * * * *, America/New_York, 2026-11-01T06:20:00Z, 2026-11-01T05:45:00Z",
        "*/15 * * * *, America/New_York, 2026-11-01T07:00:00Z, 2026-11-01T07:00:00Z",
    })
    void aTimeThatSummerTimeLeavesOutOrHasTwiceIsOnceAsCronRunsIt(String cron, String zone, String at, String due)
            throws Exception {
        Schedule schedule = new Schedule(List.of(cron), ZoneId.of(zone), Schedule.Days.ALL);

        assertThat(schedule.before(Instant.parse(at), new Said())).contains(Instant.parse(due));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "*/2 * 1 * */2 | a step of all days beside other days",
                "0 25 * * * | Hour values must be between 0 and 23"
            })
    void aTimeThatNoJobRunsAtIsRefusedWithWords(String cron, String why) {
        org.assertj.core.api.Assertions.assertThatThrownBy(() -> Schedule.expressions(cron))
                .hasMessageContaining(why);
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
