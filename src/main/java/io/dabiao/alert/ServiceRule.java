package io.dabiao.alert;

import io.dabiao.core.text.Words;
import io.dabiao.declare.DeclaredSecrets;
import io.dabiao.evaluate.EvaluationCache;
import jakarta.enterprise.context.ApplicationScoped;
import java.time.Duration;
import java.time.Instant;

/** The service itself: a round that fails, a receiver that takes nothing, wrong alert settings, an indicator that cannot be evaluated. */
@ApplicationScoped
class ServiceRule implements AlertRule {

    private static final AlertKind KIND = AlertKind.of("service", "service in trouble", "系统自身故障", Severity.CRITICAL)
            .after(Duration.ofMinutes(1))
            .at(AlertKind.Pace.SERVICE);

    /** A replica that has not said for so long what fails there is gone. */
    private static final Duration TROUBLE_LASTS = Duration.ofMinutes(1);

    private final DeclaredSecrets secrets;
    private final AlertFile file;
    private final EvaluationCache evaluationCache;

    ServiceRule(DeclaredSecrets secrets, AlertFile file, EvaluationCache evaluationCache) {
        this.secrets = secrets;
        this.file = file;
        this.evaluationCache = evaluationCache;
    }

    @Override
    public AlertKind kind() {
        return KIND;
    }

    @Override
    public void look(Instant now, ActiveConditions conditions) {
        if (!file.faults().isEmpty()) {
            conditions.holds(
                    condition(file.faults().get(0).file(), DeclarationRejectedRule.refused(file.faults()), now));
        }
        for (Trouble trouble : Trouble.seenAfter(now.minus(TROUBLE_LASTS))) {
            conditions.holds(condition(
                    trouble.part,
                    new Words(trouble.part + " fails: " + trouble.reason, trouble.part + " 失败：" + trouble.reason),
                    trouble.since));
        }
        evaluationCache
                .failures()
                .forEach((key, failed) -> conditions.holds(condition(
                        "evaluation of " + key.year() + "/" + key.project() + "/" + key.id(),
                        new Words(
                                "the indicator cannot be evaluated, its verdict is the one that was recorded last: "
                                        + failed.reason(),
                                "该指标无法评估，显示的仍是最近一次记录的判定：" + failed.reason()),
                        failed.since())));
        for (DeclaredSecrets.Foreign foreign : secrets.foreign()) {
            conditions.holds(condition("secret " + foreign.secret(), foreign(foreign, now), now));
        }
        for (Deliveries.Failing failing : Deliveries.failing(now)) {
            conditions.holds(condition(
                    "receiver " + failing.receiver(),
                    new Words(
                            failing.waiting() + " messages for " + failing.receiver() + " wait since " + failing.since()
                                    + ": " + failing.reason(),
                            "接收方 " + failing.receiver() + " 有 " + failing.waiting() + " 条通知未送达：" + failing.reason()),
                    failing.since()));
        }
    }

    private static Condition condition(String part, Words sentence, Instant since) {
        return Condition.of(KIND, Subject.service(part, part), sentence, since);
    }

    private static Words foreign(DeclaredSecrets.Foreign foreign, Instant now) {
        String projects = String.join(", ", foreign.projects());
        boolean read = foreign.until().filter(now::isBefore).isPresent();
        return read
                ? new Words(
                        foreign.secret() + ", which " + projects + " names, is read until "
                                + foreign.until().get() + " and then no longer: " + foreign.because(),
                        projects + " 引用的密钥 " + foreign.secret() + " 仅可使用至 "
                                + foreign.until().get() + "，其后不再读取，请改用 DABIAO_SECRET_ 开头的变量或密钥目录中的文件")
                : new Words(
                        foreign.secret() + ", which " + projects + " names, is not read: " + foreign.because(),
                        projects + " 引用的密钥 " + foreign.secret() + " 不予读取，请改用 DABIAO_SECRET_ 开头的变量或密钥目录中的文件");
    }
}
