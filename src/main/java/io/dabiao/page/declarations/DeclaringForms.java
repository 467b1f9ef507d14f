package io.dabiao.page.declarations;

import io.dabiao.access.Role;
import io.dabiao.core.declaration.Declaration;
import io.dabiao.core.declaration.Indicator;
import io.dabiao.declare.DeclarationReader;
import io.dabiao.declare.DeclarationVersion;
import io.dabiao.declare.Declarations;
import io.dabiao.declare.NextVersion;
import io.dabiao.declare.Proposals;
import io.dabiao.page.Frame;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.page.Paths;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.YamlEdit;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
                .flatMap(declaration -> declaration.indicator(id))
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_INDICATOR, "no indicator '" + id + "'"));
    }

    /** @return the faults because of which nothing was stored; empty where it was */
    Optional<List<Fault>> stored(NextVersion.Base base, String text, String reason, boolean approve) {
        DeclarationReader.DeclarationReading outcome = read(base, text);
        if (outcome instanceof DeclarationReader.DeclarationReading.Refused refused) {
            return Optional.of(refused.faults());
        }
        DeclarationVersion row = base.row();
        DeclarationVersion version = proposals.propose(
                new DeclarationReader.Heading(row.year, row.project, row.name), text, pageContext.name(), reason);
        if (approve && approves()) {
            List<Fault> faults = proposals.faults(version);
            if (!faults.isEmpty()) {
                return Optional.of(faults);
            }
            proposals.approve(version, Optional.empty(), pageContext.name(), reason);
        }
        return Optional.empty();
    }

    /** Whether the reader may put a version in force at once. */
    boolean approves() {
        return pageContext.may(Role.ADMIN) && proposals.atOnce();
    }

    /** It is stored: that is said where one goes on, on the project's page or on that of the version that waits. */
    Response done(boolean approved, int year, String project) {
        boolean inForce = approved && approves();
        return pageContext.done(
                say().of(inForce ? "inForceNow" : "handedIn"),
                inForce
                        ? "/years/" + year + "/" + Paths.encoded(project)
                        : "/declarations/" + year + "/" + Paths.encoded(project) + "?version="
                                + DeclarationVersion.of(year, project).get(0).version);
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
