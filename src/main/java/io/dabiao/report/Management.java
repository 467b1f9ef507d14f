package io.dabiao.report;

import io.dabiao.core.text.Words;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** How the money of a transfer payment was managed (资金管理情况): rows of its form that only a person can fill in. */
public enum Management {
    ALLOCATION("@allocation", Words.of(Management.class, "soundnessOfTheAllocation")),
    RELEASE("@release", Words.of(Management.class, "timelinessOfTheRelease")),
    PAYMENT("@payment", Words.of(Management.class, "complianceOfThePayments")),
    USE("@use", Words.of(Management.class, "complianceOfTheUse")),
    EXECUTION("@execution", Words.of(Management.class, "accuracyOfTheExecution")),
    PERFORMANCE("@performance", Words.of(Management.class, "performanceManagement")),
    DUTY("@duty", Words.of(Management.class, "meetingOfTheExpenditureDuty"));

    private final String key;
    private final Words title;

    Management(String key, Words title) {
        this.key = key;
        this.title = title;
    }

    /** In place of an indicator's id, under which remarks say it; no indicator is called so. */
    public String key() {
        return key;
    }

    public Words title() {
        return title;
    }

    public static Optional<Management> ofKey(String key) {
        return Stream.of(values()).filter(one -> one.key.equals(key)).findFirst();
    }

    /**
     * One row as it was filled in.
     *
     * @param situation 情况说明; null where no one wrote any
     * @param improvement 存在问题和改进措施; null likewise
     */
    public record Line(Words title, String situation, String improvement) {

        public boolean empty() {
            return Reports.blank(situation);
        }
    }

    Line line(Map<String, Remark> remarks) {
        Optional<Remark> said = Optional.ofNullable(remarks.get(key));
        return new Line(
                title,
                said.map(one -> one.explanation).orElse(null),
                said.map(one -> one.improvement).orElse(null));
    }
}
