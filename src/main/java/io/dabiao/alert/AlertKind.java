package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** What an alert is about. */
public enum AlertKind {
    BREACHED("breached", "未达标", Severity.CRITICAL),
    AT_RISK("at risk", "存在风险", Severity.WARNING),
    /** An indicator's live state over its short window. */
    LIVE("live state out of bounds", "实时状态越界", Severity.CRITICAL),
    /** No event for longer than the declared cadence. */
    STALE("stale source", "数据源中断", Severity.WARNING),
    /** A value or a piece of evidence that people enter is due, or no longer holds. */
    VALUE_DUE("value or evidence due", "填报或佐证到期", Severity.INFO),
    /** A month or week of a quota is about to close short. */
    QUOTA_SHORT("quota about to close short", "周期任务即将欠缺", Severity.WARNING),
    /** Few of the faults that a ceiling allows are left. */
    ALLOWANCE_LOW("allowance nearly used up", "允许额度将尽", Severity.WARNING),
    DECLARATION_REJECTED("declaration rejected", "申报文件被拒", Severity.WARNING),
    /** Too little of the time is watched for the probes' figures to be believed. */
    COVERAGE_LOW("probe coverage low", "监测覆盖率低", Severity.INFO),
    /** A probed site is away by itself, not because of one that it depends on. */
    SITE_DOWN("site down", "网站中断", Severity.CRITICAL),
    /** The service itself: a round that fails, a channel that is down. */
    SERVICE("service in trouble", "系统自身故障", Severity.CRITICAL);

    private final Words words;
    private final Severity severity;

    AlertKind(String english, String chinese, Severity severity) {
        this.words = new Words(english, chinese);
        this.severity = severity;
    }

    /** In the API, metrics, logs and rules, such as {@code at_risk}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    public Words words() {
        return words;
    }

    public Severity severity() {
        return severity;
    }

    /** Empty where no kind has the word. */
    public static Optional<AlertKind> ofWord(String word) {
        return Arrays.stream(values())
                .filter(alertKind -> alertKind.word().equals(word))
                .findFirst();
    }
}
