package io.dabiao.check.heartbeat;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** What a job says of itself. */
enum JobState {
    BEGUN("start"),
    DONE("success"),
    FAILED("fail");

    /** The type of its event. */
    static final String TYPE = "job.heartbeat";

    private final String alias;

    JobState(String alias) {
        this.alias = alias;
    }

    /** The word in addresses, sources and events. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The source of a site's events of the state: what is asked for is the newest of each. */
    String source(String site) {
        return "/heartbeats/" + site + "/" + word();
    }

    static List<String> sources(String site) {
        return Arrays.stream(values()).map(state -> state.source(site)).toList();
    }

    /** By its word, or as Healthchecks calls it; a number is the exit status of the job. */
    static Optional<JobState> of(String word) {
        if (word.matches("[0-9]{1,3}")) {
            return Optional.of(Integer.parseInt(word) == 0 ? DONE : FAILED);
        }
        return Arrays.stream(values())
                .filter(state -> state.word().equals(word) || state.alias.equals(word))
                .findFirst();
    }
}
