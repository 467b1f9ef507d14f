package io.dabiao.core.measure;

/** What kind of quantity a number is; a unit fits a measure when both are of one dimension. */
public enum Dimension {
    /** Things counted or amounts summed: 次, 个, 万个, 元, 级. */
    NUMBER("a number of things, such as 次, 个, 万个 or 元"),
    /** A part of a whole; base 1, shown in percent. */
    SHARE("a share, in %"),
    /** A length of time; base seconds. */
    DURATION("a duration, such as 秒, 毫秒 or 分钟"),
    /** Calendar days. */
    DAYS("days, 天"),
    /** Days worked by the State Council's calendar. */
    WORKING_DAYS("working days, 工作日"),
    /** Whatever unit the target is printed in: what a person reports needs no conversion. */
    AS_DECLARED("the unit of the target");

    private final String words;

    Dimension(String words) {
        this.words = words;
    }

    /** For messages to the author of a declaration. */
    public String words() {
        return words;
    }
}
