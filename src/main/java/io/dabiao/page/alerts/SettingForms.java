package io.dabiao.page.alerts;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.alert.AlertFile;
import io.dabiao.alert.AlertKinds;
import io.dabiao.alert.KeptSetting;
import io.dabiao.alert.KeptSettings;
import io.dabiao.page.Faults;
import io.dabiao.page.Messages;
import io.dabiao.page.PageContext;
import io.dabiao.problem.Problem;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.ws.rs.core.Response;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What forms of one setting of alerts have in common: it is saved or removed, or the form is shown again with what is wrong. */
@ApplicationScoped
class SettingForms {

    /**
     * A form as it was typed, or as it is to be filled.
     *
     * @param id of the setting that is changed; empty for a new one
     * @param revision that the person has seen; 0 for a new one
     * @param faults where there are any, nothing is saved
     * @param told what the service says of the settings, in words of its own
     */
    record Typed(String id, int revision, String name, ObjectNode settings, Faults faults, List<String> told) {

        static Typed wanted(ObjectNode settings) {
            return new Typed("", 0, "", settings, Faults.NONE, List.of());
        }

        static Typed of(KeptSetting row) {
            return new Typed(
                    String.valueOf(row.id()), row.revision(), row.name(), row.settings(), Faults.NONE, List.of());
        }

        /** @param id null for a new one @param name null where none was typed */
        static Typed of(String id, int revision, String name, ObjectNode settings, Faults faults) {
            return new Typed(
                    id == null ? "" : id, revision, name == null ? "" : name.strip(), settings, faults, List.of());
        }

        private Optional<Long> row() {
            return id.matches("\\d{1,18}") ? Optional.of(Long.valueOf(id)) : Optional.empty();
        }

        private Typed wrong(Faults faults, List<String> told) {
            return new Typed(id, revision, name, settings, faults, told);
        }
    }

    /** Shows a form. */
    @FunctionalInterface
    interface Form {
        Object shown(Typed typed);
    }

    private final AlertKinds kinds;
    private final KeptSettings kept;
    private final AlertFile file;
    private final PageContext pageContext;

    SettingForms(AlertKinds kinds, KeptSettings kept, AlertFile file, PageContext pageContext) {
        this.kinds = kinds;
        this.kept = kept;
        this.file = file;
        this.pageContext = pageContext;
    }

    /**
     * Saves what was typed and goes back to the list, or shows the form again.
     *
     * @param scope written into the settings
     */
    Response save(
            KeptSettings.Kind kind, Typed typed, ScopeForm.Typed scope, Form form, String list, Messages messages) {
        try {
            Scopes.write(kinds, scope, typed.settings());
            if (typed.faults().any()) {
                return refused(form, typed);
            }
            kept.save(
                    new KeptSettings.Wanted(
                            kind, typed.row(), typed.revision(), typed.name(), typed.settings(), Map.of()),
                    pageContext.name());
        } catch (KeptSettings.Refused wrong) {
            return refused(form, typed.wrong(Faults.whole(messages.of("fault_settings")), ReceiversPage.words(wrong)));
        } catch (Problem problem) {
            return refused(form, typed.wrong(Faults.whole(messages.of(problem)), List.of()));
        }
        return done(messages.of("settingSaved", typed.name()), list);
    }

    private static Response refused(Form form, Typed typed) {
        return Response.status(400).entity(form.shown(typed)).build();
    }

    Response remove(KeptSettings.Kind kind, long id, String list, Messages messages) {
        KeptSetting row = kept.one(kind, id);
        kept.remove(kind, id, pageContext.name());
        return done(messages.of("settingRemoved", row.name()), list);
    }

    /** What was saved holds from here on; the person is told so on the page that follows. */
    Response done(String said, String next) {
        file.look(pageContext.now());
        return pageContext.done(said, next);
    }

    static boolean given(String text) {
        return text != null && !text.isBlank();
    }

    static List<String> orNone(List<String> chosen) {
        return chosen == null ? List.of() : chosen;
    }
}
