package io.dabiao.check.probe;

import com.google.re2j.Pattern;
import com.google.re2j.PatternSyntaxException;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import java.util.Optional;

/** What kinds read alike: secrets and patterns. */
public final class Texts {

    private Texts() {}

    /** {@code {env: NAME}} or {@code {file: PATH}}; a secret is not written out. */
    public static Optional<Probe.Text> secret(Fields fields, String key) {
        return fields.optional(key)
                .flatMap(at -> at.fields("{env: NAME} or {file: PATH}").flatMap(where -> {
                    Optional<Probe.Text> env =
                            where.optional("env").flatMap(Cursor::text).map(Probe.Text.FromEnvironment::new);
                    Optional<Probe.Text> file =
                            where.optional("file").flatMap(Cursor::text).map(Probe.Text.FromFile::new);
                    where.done();
                    if (where.has("env") == where.has("file")) {
                        where.whole().fault(where.whole().shown(), "either env or file", "name where the text is kept");
                        return Optional.empty();
                    }
                    return env.or(() -> file);
                }));
    }

    /** A regular expression of RE2, found anywhere. */
    public static Optional<String> pattern(Fields fields, String key) {
        return fields.optional(key)
                .flatMap(at -> at.text().filter(written -> {
                    try {
                        Pattern.compile(written);
                        return true;
                    } catch (PatternSyntaxException none) {
                        at.fault(
                                at.shown(),
                                "a regular expression of RE2 (" + none.getDescription() + ")",
                                "mend it; there is no looking around and no reference back");
                        return false;
                    }
                }));
    }

    /** @throws AttemptFailed where a pattern is declared and what was heard has none of it */
    public static void expect(Optional<String> pattern, String heard) throws AttemptFailed {
        if (pattern.isPresent()
                && !Pattern.compile(pattern.get()).matcher(heard).find()) {
            String shown = Conversation.shown(heard);
            throw new AttemptFailed(Reason.CONTENT, Words.of(Texts.class, "theAnswerIsNot", shown, pattern.get()));
        }
    }

    /** Of something that does not answer as its protocol has it. */
    public static AttemptFailed foreign(Words service, String heard) {
        String shown = Conversation.shown(heard);
        return new AttemptFailed(Reason.PROTOCOL, Words.of(Texts.class, "noAnswersHere", service, shown));
    }

    /** Of something that answers that it cannot. */
    public static AttemptFailed refused(String heard) {
        String shown = Conversation.shown(heard);
        return new AttemptFailed(Reason.STATUS, Words.of(Texts.class, "itAnswers", shown));
    }
}
