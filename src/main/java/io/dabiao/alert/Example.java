package io.dabiao.alert;

import io.dabiao.core.text.Words;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/** A notification that says of itself that it is an example, to try out receivers and templates. */
public final class Example {

    private Example() {}

    /** @param link of the service, where the settings name one */
    public static Notification of(Notification.Occasion occasion, Optional<String> link, Instant now) {
        boolean over = occasion == Notification.Occasion.RESOLVED;
        AlertSnapshot alertSnapshot = new AlertSnapshot(
                "0",
                "example",
                "breached",
                new Words("breached", "未达标"),
                AlertKind.Pace.FIGURES,
                Severity.INFO,
                over ? State.RESOLVED : State.FIRING,
                now.atOffset(java.time.ZoneOffset.UTC).getYear(),
                "example",
                "示例项目",
                "example",
                "热线接听率（示例）",
                "产出指标",
                "张三",
                new Words(
                        "this is a trial: 84.03 % (27,112 of 32,265) is below ≥ 85 %",
                        "这是一条测试消息：接听率 84.03%（27,112/32,265），低于 ≥ 85%"),
                Optional.of(new Words("met with a probability of 62 %", "达标概率 62%")),
                link,
                link.map(base -> base + AlertKind.runbook("breached")),
                link.map(base -> base + "/alerts/answer/example"),
                now.minus(1, ChronoUnit.HOURS),
                over ? Optional.of(now) : Optional.empty());
        return new Notification(
                java.util.UUID.randomUUID().toString(), occasion, "example", List.of(alertSnapshot), now, 1);
    }
}
