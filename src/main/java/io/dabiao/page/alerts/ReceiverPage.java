package io.dabiao.page.alerts;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.access.Role;
import io.dabiao.alert.AlertFile;
import io.dabiao.alert.Channel;
import io.dabiao.alert.ChannelField;
import io.dabiao.alert.KeptSetting;
import io.dabiao.alert.KeptSettings;
import io.dabiao.page.FormFields;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jboss.resteasy.reactive.RestForm;

/** A receiver made or changed by a form, and tried out. Secrets go in and never come out again. */
@Path("/alerts/receivers")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Role.ADMIN)
@Blocking
public class ReceiverPage {

    private static final String KEY = "setting:";

    /**
     * A field of the channel.
     *
     * @param kind in small letters
     * @param value empty of a secret
     * @param there whether a secret is kept already
     */
    public record Field(
            String key,
            String kind,
            String title,
            boolean required,
            String value,
            boolean there,
            String example,
            List<ScopeForm.Choice> choices) {}

    /**
     * @param id of the one that is changed; empty for a new one
     * @param first whether no route is there yet, so that one is made with it
     * @param faults what is wrong
     * @param told what the reader of settings says of it, in English
     */
    @CheckedTemplate(basePath = "alerts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneReceiver(
            Frame frame,
            Messages say,
            String id,
            int revision,
            String channel,
            String channelWords,
            String name,
            String language,
            List<Field> fields,
            boolean keepsSecrets,
            boolean first,
            List<String> faults,
            List<String> told)
            implements TemplateInstance {}

    /** What stands in the form. */
    private record Typed(
            Optional<Long> id,
            int revision,
            Channel channel,
            String name,
            String language,
            Map<String, String> values) {}

    private final KeptSettings kept;
    private final AlertFile file;
    private final ReceiversPage receivers;
    private final PageContext pageContext;

    ReceiverPage(KeptSettings kept, AlertFile file, ReceiversPage receivers, PageContext pageContext) {
        this.kept = kept;
        this.file = file;
        this.receivers = receivers;
        this.pageContext = pageContext;
    }

    private Channel channel(String name) {
        return Optional.ofNullable(name)
                .flatMap(one -> Optional.ofNullable(kept.channels().get(one)))
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_CHANNEL, "no channel is called '" + name + "'"));
    }

    @GET
    @Path("new")
    public TemplateInstance wanted(@QueryParam("channel") String name) {
        Channel channel = channel(name);
        return shown(
                new Typed(
                        Optional.empty(), 0, channel, "", pageContext.language().word(), Map.of()),
                Set.of(),
                List.of(),
                List.of());
    }

    @GET
    @Path("{id: \\d+}/edit")
    public TemplateInstance edited(@PathParam("id") long id) {
        KeptSetting row = kept.one(KeptSettings.Kind.RECEIVER, id);
        ObjectNode settings = row.settings();
        Map<String, String> values = new HashMap<>();
        settings.fieldNames().forEachRemaining(key -> values.put(key, text(settings.get(key))));
        return shown(
                new Typed(
                        Optional.of(id),
                        row.revision(),
                        channel(settings.path("channel").asText()),
                        row.name(),
                        settings.path("language").asText(),
                        values),
                row.secrets(),
                List.of(),
                List.of());
    }

    private static String text(JsonNode value) {
        return value.isArray() ? String.join("\n", KeptSettings.names(value)) : value.asText();
    }

    private OneReceiver shown(Typed typed, Set<String> secrets, List<String> faults, List<String> told) {
        Messages messages = pageContext.say(ReceiverPage.class);
        List<Field> fields = typed.channel().fields().stream()
                .map(field -> field(field, typed, secrets, messages))
                .toList();
        String channel = messages.of(typed.channel().called());
        return new OneReceiver(
                pageContext.frame(
                        typed.id().isPresent() ? typed.name() : messages.of("newReceiver", channel),
                        AlertsPage.crumb(messages),
                        new Frame.Crumb(messages.of("receiversTitle"), "/alerts/receivers")),
                messages,
                typed.id().map(String::valueOf).orElse(""),
                typed.revision(),
                typed.channel().name(),
                channel,
                typed.name(),
                typed.language(),
                fields,
                kept.keepsSecrets(),
                kept.all(KeptSettings.Kind.ROUTE).isEmpty(),
                faults,
                told);
    }

    private static Field field(ChannelField field, Typed typed, Set<String> secrets, Messages messages) {
        String value = typed.values().getOrDefault(field.key(), "");
        return new Field(
                field.key(),
                field.kind().name().toLowerCase(java.util.Locale.ROOT),
                messages.of(field.title()),
                field.required() && !secrets.contains(field.key()),
                field.hidden() ? "" : value,
                secrets.contains(field.key()),
                field.example(),
                field.choices().stream()
                        .map(one -> new ScopeForm.Choice(
                                one,
                                messages.has("choice_" + one) ? messages.of("choice_" + one) : one,
                                one.equals(value)))
                        .toList());
    }

    /** @param act {@code test} sends an example as soon as it is kept */
    @POST
    @Path("save")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response save(
            @RestForm String id,
            @RestForm int revision,
            @RestForm String channel,
            @RestForm String name,
            @RestForm String language,
            @RestForm String everything,
            @RestForm String act)
            throws InterruptedException {
        Messages messages = pageContext.say(ReceiverPage.class);
        MultivaluedMap<String, String> form = FormFields.read();
        Map<String, String> values = new HashMap<>();
        Channel by = channel(channel);
        by.fields()
                .forEach(field -> values.put(
                        field.key(),
                        Optional.ofNullable(form.getFirst(KEY + field.key()))
                                .orElse("")
                                .strip()));
        Optional<Long> old =
                Optional.ofNullable(id).filter(one -> one.matches("\\d{1,18}")).map(Long::valueOf);
        Typed typed = new Typed(old, revision, by, name == null ? "" : name.strip(), language, values);
        Set<String> secrets = old.map(
                        one -> kept.one(KeptSettings.Kind.RECEIVER, one).secrets())
                .orElse(Set.of());
        List<String> faults = new ArrayList<>();
        if (typed.name().isEmpty()) {
            faults.add(messages.of("fault_no_setting_name"));
        }
        by.fields().stream()
                .filter(field ->
                        field.required() && values.get(field.key()).isEmpty() && !secrets.contains(field.key()))
                .forEach(field -> faults.add(messages.of("fault_needs", messages.of(field.title()))));
        if (!faults.isEmpty()) {
            return refused(typed, secrets, faults, List.of());
        }
        try {
            KeptSetting row = kept.save(wanted(typed), pageContext.name());
            if ("yes".equals(everything)) {
                kept.save(everything(row.name(), messages), pageContext.name());
            }
        } catch (KeptSettings.Refused wrong) {
            return refused(typed, secrets, List.of(messages.of("fault_settings")), ReceiversPage.words(wrong));
        } catch (Problem problem) {
            return refused(typed, secrets, List.of(messages.of(problem)), List.of());
        }
        file.look(pageContext.now());
        String said = "test".equals(act)
                ? receivers.tried(typed.name(), messages)
                : messages.of("settingSaved", typed.name());
        return pageContext.done(said, "/alerts/receivers");
    }

    private static KeptSettings.Wanted wanted(Typed typed) {
        ObjectNode settings = KeptSettings.empty();
        settings.put("channel", typed.channel().name());
        if (Set.of("zh", "en").contains(String.valueOf(typed.language()))) {
            settings.put("language", typed.language());
        }
        Map<String, String> secrets = new HashMap<>();
        for (ChannelField field : typed.channel().fields()) {
            String value = typed.values().get(field.key());
            if (value.isEmpty()) {
                continue;
            }
            switch (field.kind()) {
                case SECRET -> secrets.put(field.key(), value);
                case LINES ->
                    settings.set(
                            field.key(),
                            KeptSettings.list(value.lines()
                                    .map(String::strip)
                                    .filter(line -> !line.isEmpty())
                                    .toList()));
                case NUMBER -> {
                    if (value.matches("\\d{1,9}")) {
                        settings.put(field.key(), Integer.parseInt(value));
                    } else {
                        settings.put(field.key(), value);
                    }
                }
                case TEXT, CHOICE -> settings.put(field.key(), value);
            }
        }
        return new KeptSettings.Wanted(
                KeptSettings.Kind.RECEIVER, typed.id(), typed.revision(), typed.name(), settings, secrets);
    }

    /** The first receiver is told of everything, unless its maker says otherwise. */
    private static KeptSettings.Wanted everything(String receiver, Messages messages) {
        ObjectNode settings = KeptSettings.empty();
        settings.set("receivers", KeptSettings.list(List.of(receiver)));
        return new KeptSettings.Wanted(
                KeptSettings.Kind.ROUTE, Optional.empty(), 0, messages.of("routeOfAll"), settings, Map.of());
    }

    private Response refused(Typed typed, Set<String> secrets, List<String> faults, List<String> told) {
        return Response.status(400).entity(shown(typed, secrets, faults, told)).build();
    }

    @POST
    @Path("{id: \\d+}/remove")
    public Response remove(@PathParam("id") long id, @RestForm String sure) {
        KeptSetting row = kept.one(KeptSettings.Kind.RECEIVER, id);
        kept.remove(KeptSettings.Kind.RECEIVER, id, pageContext.name());
        file.look(pageContext.now());
        Messages messages = pageContext.say(ReceiverPage.class);
        return pageContext.done(messages.of("settingRemoved", row.name()), "/alerts/receivers");
    }
}
