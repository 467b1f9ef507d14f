package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.core.event.Matcher;
import io.dabiao.core.probe.Probe;
import io.dabiao.declare.KindDescription;
import io.dabiao.declare.NextStored;
import io.dabiao.declare.NextVersion;
import io.dabiao.declare.SubjectKinds;
import io.dabiao.page.FieldText;
import io.dabiao.page.FormFields;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Quoted;
import io.dabiao.yaml.YamlEdit;
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
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.jboss.resteasy.reactive.RestForm;

/** The probes of a project: added, changed and taken out by forms that their kinds describe. What no form shows stays as it is written. */
@Path("/declaring")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed({Role.REPORT, Role.ADMIN})
@Blocking
public class ProbesPage {

    private static final int LONGEST = 2_000;

    /**
     * A declared probe.
     *
     * @param kind what it is called
     * @param what it looks at
     * @param interval as declared; empty for the usual
     */
    public record DeclaredProbe(String site, String kind, String what, String interval, String path) {}

    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record AllProbes(
            Frame frame, Messages say, FormHead head, String path, List<DeclaredProbe> probes, List<Option> kinds)
            implements TemplateInstance {}

    /**
     * A key of a kind, as a field.
     *
     * @param words what it means
     * @param was its value before anything was typed
     * @param fault what is wrong with it, in words; empty where nothing is
     */
    public record Field(String name, String words, String value, String was, boolean required, String fault) {}

    /**
     * @param site empty for a new one
     * @param kind its word
     * @param about what the kind looks at, in words
     * @param refusal why it cannot be taken out, in words; empty where that was not asked, or it can
     */
    @CheckedTemplate(basePath = "declarations", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    record OneProbe(
            Frame frame,
            Messages say,
            FormHead head,
            String path,
            String site,
            String kind,
            String about,
            List<Field> fields,
            boolean faulty,
            List<Fault> refused,
            String refusal,
            boolean approves)
            implements TemplateInstance {}

    private final DeclaringForms forms;

    ProbesPage(DeclaringForms forms) {
        this.forms = forms;
    }

    @GET
    @Path("{year: \\d{4}}/{project}/probes")
    public TemplateInstance all(@PathParam("year") int year, @PathParam("project") String project) {
        NextVersion.Base base = forms.base(year, project);
        Messages messages = forms.say();
        List<Probe> probes =
                DeclaringForms.declared(base).map(Declaration::probes).orElse(List.of());
        return new AllProbes(
                forms.frame(messages.of("probesTitle"), base),
                messages,
                forms.head(base),
                DeclaringForms.path(base),
                probes.stream().map(one -> declared(base, messages, one)).toList(),
                SubjectKinds.described().stream()
                        .map(kind -> new Option(
                                kind.kind(),
                                messages.of(kind.title()),
                                kind.kind().equals("http")))
                        .toList());
    }

    private static DeclaredProbe declared(NextVersion.Base base, Messages messages, Probe probe) {
        KindDescription kind = kind(probe.subject().kind());
        return new DeclaredProbe(
                probe.site(),
                messages.of(kind.title()),
                kind.keys().stream()
                        .filter(KindDescription.Key::required)
                        .map(key -> String.join("、", values(base, probe.site(), key.key())))
                        .findFirst()
                        .orElse(""),
                String.join("", values(base, probe.site(), "interval")),
                DeclaringForms.path(base) + "/probes/" + Paths.encoded(probe.site()));
    }

    private static List<String> values(NextVersion.Base base, String site, String key) {
        return base.text().values("probes", item(site), key);
    }

    private static String item(String site) {
        return "#site=" + site;
    }

    /** @throws Problem where there is no such kind */
    private static KindDescription kind(String word) {
        return SubjectKinds.described().stream()
                .filter(kind -> kind.kind().equals(word))
                .findFirst()
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_KIND, "no kind of probe is '" + word + "'"));
    }

    @GET
    @Path("{year: \\d{4}}/{project}/new-probe")
    public TemplateInstance add(
            @PathParam("year") int year, @PathParam("project") String project, @QueryParam("kind") String word) {
        NextVersion.Base base = forms.base(year, project);
        KindDescription kind = kind(word == null ? "http" : word);
        return form(forms.head(base), base, "", kind, Map.of(), Map.of(), List.of(), "");
    }

    @GET
    @Path("{year: \\d{4}}/{project}/probes/{site}")
    public TemplateInstance change(
            @PathParam("year") int year, @PathParam("project") String project, @PathParam("site") String site) {
        NextVersion.Base base = forms.base(year, project);
        KindDescription kind = kind(probe(base, site).subject().kind());
        return form(forms.head(base), base, site, kind, was(base, site, kind), Map.of(), List.of(), "");
    }

    /** @throws Problem where the project has none of that site */
    private static Probe probe(NextVersion.Base base, String site) {
        return DeclaringForms.declared(base).stream()
                .flatMap(declaration -> declaration.probes().stream())
                .filter(one -> one.site().equals(site))
                .findFirst()
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_SITE, "no probe of '" + site + "'"));
    }

    /** What stands in the form before anything is typed. */
    private static Map<String, String> was(NextVersion.Base base, String site, KindDescription kind) {
        Map<String, String> was = new LinkedHashMap<>();
        names(kind, site).forEach(name -> was.put(name, String.join("；", values(base, site, name))));
        return was;
    }

    /** The keys that the form has, those of every probe last. */
    private static List<String> names(KindDescription kind, String site) {
        List<String> names = new ArrayList<>(site.isEmpty() ? List.of("site") : List.of());
        kind.keys().stream()
                .filter(KindDescription.Key::plain)
                .map(KindDescription.Key::key)
                .forEach(names::add);
        names.addAll(List.of("interval", "timeout"));
        return names;
    }

    private OneProbe form(
            FormHead head,
            NextVersion.Base base,
            String site,
            KindDescription kind,
            Map<String, String> typed,
            Map<String, String> faults,
            List<Fault> refused,
            String refusal) {
        Messages messages = forms.say();
        Map<String, String> was = site.isEmpty() ? Map.of() : was(base, site, kind);
        Map<String, String> words = forms.worded(faults);
        Map<String, KindDescription.Key> keys = new LinkedHashMap<>();
        kind.keys().forEach(key -> keys.put(key.key(), key));
        String title = messages.of(kind.title());
        return new OneProbe(
                forms.frame(site.isEmpty() ? messages.of("probeNew", title) : messages.of("probeOf", site), base),
                messages,
                head,
                DeclaringForms.path(base) + (site.isEmpty() ? "/new-probe" : "/probes/" + Paths.encoded(site)),
                site,
                kind.kind(),
                messages.of(kind.words()),
                names(kind, site).stream()
                        .map(name -> new Field(
                                name,
                                keys.containsKey(name)
                                        ? messages.of(keys.get(name).words())
                                        : messages.of("probe_" + name),
                                typed.getOrDefault(name, ""),
                                was.getOrDefault(name, ""),
                                name.equals("site")
                                        || keys.containsKey(name)
                                                && keys.get(name).required(),
                                words.getOrDefault(name, "")))
                        .toList(),
                !faults.isEmpty(),
                refused,
                refusal,
                forms.approves());
    }

    @POST
    @Path("{year: \\d{4}}/{project}/new-probe")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response added(@PathParam("year") int year, @PathParam("project") String project, @RestForm String csrf) {
        NextVersion.Base base = forms.base(year, project);
        MultivaluedMap<String, String> form = FormFields.read();
        KindDescription kind = kind(FieldText.stripped(form.getFirst("kind")));
        Map<String, String> typed = typed(form, kind, "");
        Map<String, String> faults = faults(kind, typed);
        if (base.text().has("probes", item(typed.get("site")))) {
            faults.put("site", "faultSiteTaken");
        }
        return answered(
                base,
                form,
                "",
                kind,
                typed,
                faults,
                newest -> newest.text().append(lines(kind, typed), "probes").toString(),
                forms.say().of("probeAddedReason", typed.get("site")));
    }

    private static Map<String, String> typed(MultivaluedMap<String, String> form, KindDescription kind, String site) {
        Map<String, String> typed = new LinkedHashMap<>();
        names(kind, site).forEach(name -> typed.put(name, FieldText.stripped(form.getFirst("key-" + name))));
        return typed;
    }

    private static Map<String, String> faults(KindDescription kind, Map<String, String> typed) {
        Map<String, String> faults = new LinkedHashMap<>();
        typed.forEach((name, value) -> {
            if (value.length() > LONGEST) {
                faults.put(name, "faultTooLong");
            }
        });
        kind.keys().stream()
                .filter(key -> key.required() && typed.get(key.key()).isEmpty())
                .forEach(key -> faults.put(key.key(), "faultNeeded"));
        if (typed.getOrDefault("site", "-").isEmpty()) {
            faults.put("site", "faultNeeded");
        }
        return faults;
    }

    private static List<String> lines(KindDescription kind, Map<String, String> typed) {
        List<String> lines = new ArrayList<>();
        lines.add("site: " + Quoted.of(typed.get("site")));
        if (!kind.kind().equals("http")) {
            lines.add("kind: " + kind.kind());
        }
        typed.forEach((name, value) -> {
            if (!name.equals("site") && !value.isEmpty()) {
                lines.add(name + ": " + written(kind, name, value));
            }
        });
        return lines;
    }

    private static String written(KindDescription kind, String name, String value) {
        KindDescription.Key key = kind.keys().stream()
                .filter(one -> one.key().equals(name))
                .findFirst()
                .orElse(null);
        if (key != null && key.several()) {
            List<String> parts = Arrays.stream(value.split("[；;、]"))
                    .map(String::strip)
                    .filter(part -> !part.isEmpty())
                    .map(Quoted::of)
                    .toList();
            return parts.size() == 1 ? parts.get(0) : "[" + String.join(", ", parts) + "]";
        }
        boolean word = key != null
                && (key.written().equals("true or false") && value.matches("true|false")
                        || key.written().equals("whole number") && value.matches("[0-9]{1,18}"));
        return word ? value : Quoted.of(value);
    }

    @POST
    @Path("{year: \\d{4}}/{project}/probes/{site}")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response changed(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("site") String site,
            @RestForm String csrf) {
        NextVersion.Base base = forms.base(year, project);
        MultivaluedMap<String, String> form = FormFields.read();
        KindDescription kind = kind(probe(base, site).subject().kind());
        Map<String, String> typed = typed(form, kind, site);
        return answered(
                base,
                form,
                site,
                kind,
                typed,
                faults(kind, typed),
                newest -> {
                    YamlEdit text = newest.text();
                    for (Map.Entry<String, String> one : typed.entrySet()) {
                        text = changed(text, site, kind, one.getKey(), one.getValue(), form);
                    }
                    return text.toString();
                },
                forms.say().of("probeChangedReason", site));
    }

    /** What was left as it was shown is not written. */
    private static YamlEdit changed(
            YamlEdit text,
            String site,
            KindDescription kind,
            String name,
            String value,
            MultivaluedMap<String, String> form) {
        if (value.equals(FieldText.stripped(form.getFirst("was-" + name)))) {
            return text;
        }
        return value.isEmpty()
                ? text.without("probes", item(site), name)
                : text.set(written(kind, name, value), "probes", item(site), name);
    }

    /** Taken out, unless an indicator measures it or another probe depends on it. */
    @POST
    @Path("{year: \\d{4}}/{project}/probes/{site}/remove")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    public Response removed(
            @PathParam("year") int year,
            @PathParam("project") String project,
            @PathParam("site") String site,
            @RestForm String csrf) {
        NextVersion.Base base = forms.base(year, project);
        MultivaluedMap<String, String> form = FormFields.read();
        KindDescription kind = kind(probe(base, site).subject().kind());
        Map<String, String> was = was(base, site, kind);
        List<String> users = DeclaringForms.declared(base)
                .map(declaration -> users(declaration, site))
                .orElse(List.of());
        if (!users.isEmpty()) {
            String refusal = forms.say().of("probeUsed", String.join("、", users));
            return Response.status(422)
                    .entity(form(forms.head(base), base, site, kind, was, Map.of(), List.of(), refusal))
                    .build();
        }
        return answered(
                base,
                form,
                site,
                kind,
                was,
                Map.of(),
                newest -> newest.text().without("probes", item(site)).toString(),
                forms.say().of("probeRemovedReason", site));
    }

    /** Names of the indicators that measure a site, and sites that depend on it. */
    private static List<String> users(Declaration declaration, String site) {
        List<String> users = new ArrayList<>();
        for (Indicator indicator : declaration.indicators()) {
            boolean measures = indicator.measure().series(declaration.period().zone()).stream()
                    .filter(series -> series.selector().type().equals(Probe.TYPE))
                    .flatMap(series -> series.selector().matchers().stream())
                    .anyMatch(matcher -> names(matcher, site));
            if (measures) {
                users.add(indicator.name());
            }
        }
        declaration.probes().stream()
                .filter(probe -> probe.dependsOn().contains(site))
                .forEach(probe -> users.add(probe.site()));
        return users;
    }

    private static boolean names(Matcher matcher, String site) {
        return matcher.attribute().equals("site") && matcher.operand().equals(site);
    }

    private Response answered(
            NextVersion.Base base,
            MultivaluedMap<String, String> form,
            String site,
            KindDescription kind,
            Map<String, String> typed,
            Map<String, String> faults,
            Function<NextVersion.Base, String> edit,
            String reason) {
        if (DeclaringForms.overtaken(base, form)) {
            return overtaken(base, form, site, kind, typed, faults);
        }
        if (!faults.isEmpty()) {
            return Response.status(400)
                    .entity(form(forms.head(base), base, site, kind, typed, faults, List.of(), ""))
                    .build();
        }
        NextStored outcome = forms.stored(base, form, edit, reason);
        if (outcome instanceof NextStored.Overtaken overtaken) {
            return overtaken(overtaken.now(), form, site, kind, typed, Map.of());
        }
        if (outcome instanceof NextStored.Refused refused) {
            return Response.status(422)
                    .entity(form(forms.head(base), base, site, kind, typed, Map.of(), refused.faults(), ""))
                    .build();
        }
        if (outcome instanceof NextStored.Unchanged) {
            return Response.status(400)
                    .entity(form(forms.unchanged(base), base, site, kind, typed, Map.of(), List.of(), ""))
                    .build();
        }
        return forms.done(((NextStored.Stored) outcome).version());
    }

    /** What was typed stays; a field that was left as it was shows what the other version says. */
    private Response overtaken(
            NextVersion.Base now,
            MultivaluedMap<String, String> form,
            String site,
            KindDescription kind,
            Map<String, String> typed,
            Map<String, String> faults) {
        if (!site.isEmpty()) {
            probe(now, site);
        }
        Map<String, String> kept = new LinkedHashMap<>(site.isEmpty() ? Map.of() : was(now, site, kind));
        typed.forEach((name, value) -> {
            if (!value.equals(FieldText.stripped(form.getFirst("was-" + name)))) {
                kept.put(name, value);
            }
        });
        return Response.status(409)
                .entity(form(
                        forms.overtaken(now, form, none -> null).head(), now, site, kind, kept, faults, List.of(), ""))
                .build();
    }
}
