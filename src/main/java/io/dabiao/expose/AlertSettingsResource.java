package io.dabiao.expose;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.alert.AlertFile;
import io.dabiao.alert.KeptSetting;
import io.dabiao.alert.KeptSettings;
import io.dabiao.alert.KeptSettings.Kind;
import io.dabiao.alert.WholeSettings;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** Receivers, routes and recurring silences as a whole, where they are kept in the database and stand in no file of the service. */
@Path("/api/v1/alerts/settings")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Blocking
@Tag(name = "alerts")
public class AlertSettingsResource {

    /**
     * A setting that is kept.
     *
     * @param settings by the keys of the file of alert settings, without secrets
     * @param secrets the keys of those that are kept; they are never given out
     */
    @Schema(name = "AlertSetting")
    public record SettingView(
            long id, String kind, String name, String author, int revision, JsonNode settings, Set<String> secrets) {}

    /**
     * The settings that are wanted.
     *
     * @param general language and link; absent for neither
     * @param receivers by name, each by the keys of the file
     * @param routes in the order in which they are asked, each with its name
     * @param maintenance recurring silences, each with its id
     * @param secrets by receiver and key
     */
    @Schema(name = "AlertSettingsWanted")
    public record Wanted(
            Map<String, JsonNode> general,
            LinkedHashMap<String, Map<String, JsonNode>> receivers,
            List<Map<String, JsonNode>> routes,
            List<Map<String, JsonNode>> maintenance,
            Map<String, Map<String, String>> secrets) {}

    /**
     * Something that is not as wanted.
     *
     * @param change added, changed or removed
     * @param before without secrets; null where it is added
     * @param after without secrets; null where it is removed
     * @param secrets keys of those that differ
     * @param moved whether it is asked at another place
     */
    @Schema(name = "AlertSettingDifference")
    public record DifferenceView(
            String change,
            String kind,
            String name,
            JsonNode before,
            JsonNode after,
            Set<String> secrets,
            boolean moved) {}

    private static final Set<String> GENERAL = Set.of("language", "link");

    private final KeptSettings kept;
    private final WholeSettings whole;
    private final AlertFile file;
    private final Caller caller;
    private final Clock clock;

    AlertSettingsResource(KeptSettings kept, WholeSettings whole, AlertFile file, Caller caller, Clock clock) {
        this.kept = kept;
        this.whole = whole;
        this.file = file;
        this.caller = caller;
        this.clock = clock;
    }

    @GET
    @Operation(
            operationId = "listAlertSettings",
            summary = "Alert settings that are kept in the database",
            description =
                    "Receivers, routes in the order in which they are asked, recurring silences, and what holds for all. Empty where a"
                            + " file of the service says them.")
    public List<SettingView> settings() {
        List<SettingView> all = new ArrayList<>();
        for (Kind kind : Kind.values()) {
            for (KeptSetting one : kept.all(kind)) {
                all.add(new SettingView(
                        one.id(),
                        kind.word(),
                        one.name(),
                        one.author(),
                        one.revision(),
                        one.settings(),
                        new TreeSet<>(one.secrets())));
            }
        }
        return all;
    }

    @PUT
    @Operation(
            operationId = "replaceAlertSettings",
            summary = "Makes the alert settings those that are sent",
            description =
                    "All or none of them, and the answer says what differed. Others stay with prune=false; with dryRun=true nothing is"
                            + " changed. Secrets stand beside the settings and are kept encrypted.")
    public List<DifferenceView> replace(
            Wanted wanted,
            @QueryParam("prune") @DefaultValue("false") boolean prune,
            @QueryParam("dryRun") @DefaultValue("false") boolean dryRun) {
        if (wanted == null) {
            throw new Problem(ErrorCode.FAULTS_IN_THE_SETTINGS, "send {\"receivers\": {…}, \"routes\": […]}");
        }
        try {
            List<DifferenceView> differences = whole.apply(settings(wanted), prune, dryRun, caller.name()).stream()
                    .map(AlertSettingsResource::view)
                    .toList();
            if (!dryRun) {
                file.look(clock.instant());
            }
            return differences;
        } catch (IllegalArgumentException wrong) {
            throw new Problem(ErrorCode.FAULTS_IN_THE_SETTINGS, wrong.getMessage());
        } catch (KeptSettings.Refused refused) {
            throw new Problem(ErrorCode.FAULTS_IN_THE_SETTINGS, refused.getMessage()).with("faults", refused.faults());
        }
    }

    private static DifferenceView view(WholeSettings.Difference one) {
        return new DifferenceView(
                one.change().name().toLowerCase(java.util.Locale.ROOT),
                one.kind().word(),
                one.name(),
                one.before().orElse(null),
                one.after().orElse(null),
                new TreeSet<>(one.secrets()),
                one.moved());
    }

    private List<WholeSettings.Setting> settings(Wanted wanted) {
        List<WholeSettings.Setting> settings = new ArrayList<>();
        ObjectNode general = node(wanted.general());
        general.fieldNames().forEachRemaining(key -> {
            if (!GENERAL.contains(key)) {
                throw new IllegalArgumentException(
                        key + " is said by a file of the service alone; kept are language and link");
            }
        });
        if (!general.isEmpty()) {
            settings.add(whole.other(Kind.GENERAL, KeptSettings.WHOLE, general));
        }
        Map<String, Map<String, String>> secrets = orNone(wanted.secrets());
        Map<String, Map<String, JsonNode>> receivers = orNone(wanted.receivers());
        receivers.forEach(
                (name, one) -> settings.add(whole.receiver(name.strip(), node(one), orNone(secrets.get(name)))));
        secrets.keySet().stream()
                .filter(name -> !receivers.containsKey(name))
                .findFirst()
                .ifPresent(name -> {
                    throw new IllegalArgumentException("there is no receiver '" + name + "' for its secret");
                });
        named(wanted.routes(), Kind.ROUTE, "name", settings);
        named(wanted.maintenance(), Kind.MAINTENANCE, "id", settings);
        return settings;
    }

    private void named(List<Map<String, JsonNode>> all, Kind kind, String key, List<WholeSettings.Setting> settings) {
        Set<String> names = new HashSet<>();
        for (Map<String, JsonNode> one : Optional.ofNullable(all).orElse(List.of())) {
            ObjectNode node = node(one);
            String name = node.path(key).asText("").strip();
            node.remove(key);
            if (name.isEmpty() || !names.add(name)) {
                throw new IllegalArgumentException("each " + kind.word() + " has a " + key + " of its own"
                        + (name.isEmpty() ? "" : ", '" + name + "' is there twice"));
            }
            settings.add(whole.other(kind, name, node));
        }
    }

    private static <T> Map<String, T> orNone(Map<String, T> map) {
        return map == null ? Map.of() : map;
    }

    private static ObjectNode node(Map<String, JsonNode> members) {
        ObjectNode node = KeptSettings.empty();
        orNone(members).forEach(node::set);
        return node;
    }
}
