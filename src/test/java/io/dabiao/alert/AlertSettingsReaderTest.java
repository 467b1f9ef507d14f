package io.dabiao.alert;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.alert.mail.Mail;
import io.dabiao.alert.webhook.Webhook;
import io.dabiao.core.calendar.WorkingCalendar;
import io.dabiao.core.text.Language;
import io.dabiao.declare.Calendars;
import io.dabiao.outbound.OutboundHttp;
import io.dabiao.outbound.OutboundPolicy;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.ResourceFolder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AlertSettingsReaderTest {

    private static final ZoneId ZONE = ZoneId.of("Asia/Shanghai");
    private static final OutboundPolicy POLICY = OutboundPolicy.denying(List.of());
    private static final AlertSettingsReader READER = new AlertSettingsReader(
            Map.of("webhook", new Webhook(new OutboundHttp(POLICY), Clock.systemUTC()), "mail", new Mail(POLICY)),
            RuleClasses.words(),
            ZONE);

    private static final String RECEIVERS = """
            link: https://dabiao.example.org/
            receivers:
              desk: {channel: webhook, url: "https://desk.example.org/hook"}
              office: {channel: mail, host: smtp.example.org, from: a@example.org, to: [b@example.org], language: en}
            """;

    private static AlertSettings accepted(String more) {
        AlertSettingsReader.SettingsReading settingsReading = READER.read("alerts.yaml", RECEIVERS + more);
        assertThat(settingsReading.faults()).isEmpty();
        return settingsReading.settings().orElseThrow();
    }

    @Test
    void aRouteSaysWhoIsToldOfWhichAlertsAndHow() {
        AlertSettings settings = accepted("""
                routes:
                  - name: first
                    projects: [it]
                    kinds: [breached, live]
                    severity: warning
                    receivers: [desk]
                    by: [project, kind]
                    wait: 10s
                    every: 5m
                    remind: 1d
                    escalate: {after: 4h, receivers: [office]}
                    last: true
                  - {name: rest, receivers: [office]}
                """);

        Alert breached = alert("it", "breached");
        assertThat(settings.link()).contains("https://dabiao.example.org");
        assertThat(settings.routes(breached)).extracting(Route::name).containsExactly("first");
        assertThat(settings.routes(alert("it", "value_due")))
                .extracting(Route::name)
                .containsExactly("rest");
        assertThat(settings.routes(alert("hr", "breached")))
                .extracting(Route::name)
                .containsExactly("rest");
        Route first = settings.route("first").orElseThrow();
        assertThat(first.group(breached)).isEqualTo("first/it/breached");
        assertThat(first.gather()).isEqualTo(Duration.ofSeconds(10));
        assertThat(first.escalation()).contains(new Route.Escalation(Duration.ofHours(4), List.of("office")));
        assertThat(settings.receivers().get("office").language()).isEqualTo(Language.EN);
    }

    private static Alert alert(String project, String kind) {
        Alert alert = new Alert();
        alert.project = project;
        alert.indicator = "hotline";
        alert.kind = kind;
        alert.severity = kind.equals("value_due") ? Severity.INFO : Severity.CRITICAL;
        alert.level1 = "产出指标";
        alert.owner = "";
        return alert;
    }

    /** 2024-10-01 to 07 is a holiday, Saturday the 12th is worked instead, Sunday the 13th is not. */
    @ParameterizedTest
    @CsvSource({
        "2024-09-30T19:59, false",
        "2024-09-30T20:00, true",
        "2024-10-01T12:00, true",
        "2024-10-08T07:59, true",
        "2024-10-08T08:00, false",
        "2024-10-12T10:00, false",
        "2024-10-13T10:00, true",
        "2031-10-01T10:00, false", // Not published: Wednesday.
        "2031-10-04T10:00, true", // Not published: Saturday.
    })
    void quietHoursFollowTheInstitutionsCalendar(LocalDateTime at, boolean quiet) {
        AlertSettings settings = accepted("""
                routes:
                  - name: officers
                    receivers: [office]
                    quiet: {from: "20:00", until: "08:00", workingDaysOnly: true, except: critical}
                """);
        WorkingCalendar calendar =
                Calendars.load(ResourceFolder.shipped("calendars")).calendar();
        Route.Quiet hours = settings.route("officers").flatMap(Route::quiet).orElseThrow();
        Instant then = at.atZone(ZONE).toInstant();

        assertThat(hours.holds(then, Severity.WARNING, calendar)).isEqualTo(quiet);
        assertThat(hours.holds(then, Severity.CRITICAL, calendar)).isFalse();
    }

    @Test
    void aMaintenanceComesAgainInItsZoneWithAuthorAndReason() {
        AlertSettings settings = accepted("""
                routes: []
                maintenance:
                  - {id: patch, every: sunday, from: "02:00", until: "04:00", zone: UTC, kinds: [live], author: 运维部, reason: 补丁}
                """);
        AlertSettings.RecurringSilence patch = settings.maintenance().get(0);

        assertThat(patch.when().covers(Instant.parse("2026-11-22T03:59:59Z"))).isTrue();
        assertThat(patch.when().covers(Instant.parse("2026-11-22T04:00:00Z"))).isFalse();
        assertThat(patch.match().fits(alert("it", "live"))).isTrue();
        assertThat(patch.match().fits(alert("it", "breached"))).isFalse();
        assertThat(patch.author() + patch.reason()).isEqualTo("运维部补丁");
    }

    @Test
    void allFaultsOfAFileAreToldAtOnceWithTheirPlaceAndNothingOfItIsTaken() {
        AlertSettingsReader.SettingsReading settingsReading = READER.read("alerts.yaml", """
                languages: zh
                link: dabiao
                receivers:
                  desk: {channel: webhok, url: "https://desk.example.org/hook"}
                  other: {channel: webhook, url: "ftp://desk"}
                  office: {channel: mail, host: smtp.example.org, from: nobody, to: [], user: me}
                routes:
                  - {name: A B, receivers: [desk], wait: soon, by: [colour], quiet: {from: "25:00"}}
                  - {receivers: [nobody], kinds: [bad], severity: loud, last: maybe}
                maintenance:
                  - {id: x, every: someday, from: "02:00", until: "04:00", reason: 补丁}
                """);

        assertThat(settingsReading.settings()).isEqualTo(Optional.empty());
        assertThat(settingsReading.faults().stream().map(Fault::line).distinct())
                .containsExactly(1, 2, 4, 5, 6, 8, 9, 11);
        assertThat(settingsReading.faults().toString())
                .contains("did you mean 'webhook'?")
                .contains("did you mean 'language'?")
                .contains("a user without a password")
                .contains("one end of the quiet hours")
                .contains("no key 'author'");
    }
}
