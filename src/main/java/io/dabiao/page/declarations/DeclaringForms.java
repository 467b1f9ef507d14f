package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.Difference;
import io.dabiao.declare.NextStored;
import io.dabiao.declare.NextVersion;
import io.dabiao.declare.Proposals;
import io.dabiao.declare.VersionDifferences;
import io.dabiao.declare.Versions;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.YamlEdit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/** What the forms share that write a project's next version: from which text it is made, how it is stored, and what is said of it. */
@ApplicationScoped
class DeclaringForms {

    /** Characters of a reason. */
    static final int LONGEST_REASON = 2_000;

    private final Declarations declarations;
    private final Proposals proposals;
    private final PageContext pageContext;

    DeclaringForms(Declarations declarations, Proposals proposals, PageContext pageContext) {
        this.declarations = declarations;
        this.proposals = proposals;
        this.pageContext = pageContext;
    }

    /** @throws Problem where there is nothing that the reader may see, or that can be changed here */
    NextVersion.Base base(int year, String project) {
        if (!pageContext.sees(project)) {
            throw none(year, project);
        }
        declarations.file(new Declarations.Key(year, project)).ifPresent(file -> {
            throw new Problem(
                    ErrorCode.DECLARED_BY_A_FILE,
                    "the file " + file + " declares '" + project + "' for " + year + ": change it there");
        });
        return changed(() -> NextVersion.base(year, project).orElseThrow(() -> none(year, project)));
    }

    private static Problem none(int year, String project) {
        return new Problem(ErrorCode.NO_SUCH_PROJECT, "no project '" + project + "' in " + year);
    }

    /** What an edit makes; where the text is written so that no form can change it, the person is told so. */
    static <T> T changed(Supplier<T> edit) {
        try {
            return edit.get();
        } catch (YamlEdit.Unchangeable written) {
            throw new Problem(ErrorCode.CANNOT_BE_CHANGED_HERE, written.getMessage() + ": change its text and send it");
        }
    }

    static DeclarationReader.DeclarationReading read(NextVersion.Base base, String text) {
        return DeclarationReader.read(base.row().origin, text);
    }

    /** The declaration that the text says; empty where it has faults. */
    static Optional<Declaration> declared(NextVersion.Base base) {
        return read(base, base.text().toString()) instanceof DeclarationReader.DeclarationReading.Accepted accepted
                ? Optional.of(accepted.declaration())
                : Optional.empty();
    }

    /** @throws Problem where the text has none of that id */
    static Indicator indicator(NextVersion.Base base, String id) {
        return declared(base)
                .orElseThrow(() -> new Problem(
                        ErrorCode.CANNOT_BE_CHANGED_HERE,
                        "version " + base.row().version + " has faults: change its text and send it"))
                .indicator(id)
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_INDICATOR, "no indicator '" + id + "'"));
    }

    /** Whether another version came since the form was filled. */
    static boolean overtaken(NextVersion.Base base, MultivaluedMap<String, String> form) {
        return seen(form) != base.row().version;
    }

    /** The number of the version that the form was filled from; 0 where it does not say. */
    private static int seen(MultivaluedMap<String, String> form) {
        String seen = form.getFirst("seen");
        return seen != null && seen.matches("[0-9]{1,9}") ? Integer.parseInt(seen) : 0;
    }

    /**
     * Stores the next version, in force at once where the form asks for that and the reader may.
     *
     * @param edit the next text, of the one that the form was filled from
     */
    NextStored stored(
            NextVersion.Base base,
            MultivaluedMap<String, String> form,
            Function<NextVersion.Base, String> edit,
            String reason) {
        return changed(() -> proposals.next(
                new Declarations.Key(base.row().year, base.row().project),
                Optional.of(seen(form)),
                edit,
                pageContext.name(),
                reason,
                form.containsKey("approve") && approves() ? Proposals.Handing.APPROVE : Proposals.Handing.HAND_IN));
    }

    /** Whether the reader may put a version in force at once. */
    boolean approves() {
        return pageContext.may(Role.ADMIN) && proposals.atOnce();
    }

    /** It is stored: that is said where one goes on, on the project's page or on that of the version that waits. */
    Response done(DeclarationVersion version) {
        String place = version.year + "/" + Paths.encoded(version.project);
        return switch (version.standing) {
            case IN_FORCE -> pageContext.done(say().of("inForceNow"), "/years/" + place);
            case SCHEDULED ->
                pageContext.done(
                        say().of("inForceFrom", version.effective),
                        "/declarations/" + place + "?version=" + version.version);
            default -> pageContext.done(say().of("handedIn"), "/declarations/" + place + "?version=" + version.version);
        };
    }

    /** Above a form that is filled from the newest text. */
    FormHead head(NextVersion.Base base) {
        return new FormHead(base.row().version, begins(base.row()), "", List.of(), "");
    }

    /** Above a form that changes nothing. */
    FormHead unchanged(NextVersion.Base base) {
        return new FormHead(base.row().version, begins(base.row()), "", List.of(), say().of("nothingChanged"));
    }

    private String begins(DeclarationVersion row) {
        return switch (row.standing) {
            case PROPOSED -> say().of("beginsWaiting", row.version, row.author);
            case RETURNED -> say().of("beginsReturned", row.version, row.returnedBy, row.returnedBecause);
            case SCHEDULED -> say().of("beginsScheduled", row.version, row.effective);
            default -> "";
        };
    }

    /**
     * Above and in a form that another version has overtaken: what that changed. Saved once more, the form goes on top of it.
     *
     * @param fields the field beside which a difference is said; null where it is said above the form only
     */
    FormHead.Overtaken overtaken(
            NextVersion.Base now, MultivaluedMap<String, String> form, Function<Difference, String> fields) {
        DeclarationVersion row = now.row();
        List<Difference> differences = DeclarationVersion.of(row.year, row.project, seen(form))
                .flatMap(before -> VersionDifferences.between(before, row))
                .orElse(List.of());
        Map<String, String> names = new HashMap<>();
        Versions.own(row).ifPresent(own -> own.indicators().forEach(one -> names.put(one.id(), one.name())));
        Map<String, String> beside = new LinkedHashMap<>();
        List<Change> changes = new ArrayList<>();
        for (Difference one : differences) {
            Change change = Change.of(say(), names, one);
            changes.add(change);
            String field = fields.apply(one);
            if (field != null) {
                beside.put(field, say().of("changedBeside", row.author, change.after()));
            }
        }
        return new FormHead.Overtaken(
                new FormHead(row.version, begins(row), say().of("overtaken", row.author, row.version), changes, ""),
                beside);
    }

    Messages say() {
        return pageContext.say(DeclaringForms.class);
    }

    /** Faults by field, in words. */
    Map<String, String> worded(Map<String, String> faults) {
        Map<String, String> words = new LinkedHashMap<>();
        faults.forEach((field, key) -> words.put(field, say().of(key)));
        return words;
    }

    /** The frame of a form of a project. */
    Frame frame(String title, NextVersion.Base base) {
        return pageContext.frame(
                title,
                new Frame.Crumb(
                        base.row().name, "/years/" + base.row().year + "/" + Paths.encoded(base.row().project)));
    }

    /** Where the forms of a project are. */
    static String path(NextVersion.Base base) {
        return "/declaring/" + base.row().year + "/" + Paths.encoded(base.row().project);
    }
}
