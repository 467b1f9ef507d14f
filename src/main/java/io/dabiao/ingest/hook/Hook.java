package io.dabiao.ingest.hook;

import io.dabiao.ingest.source.Declaring;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.SourceKind;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** What systems post to {@code /hooks/{name}/{secret}}: JSON or a form. */
@ApplicationScoped
class Hook implements SourceKind {

    /** Guessing one of so many characters is hopeless. */
    private static final int SHORTEST = 16;

    @Override
    public String name() {
        return "hook";
    }

    @Override
    public Optional<Place> place(Declaring declaring, Fields fields) {
        Optional<String> secret = fields.required("secret")
                .flatMap(at -> Secret.read(at)
                        .filter(text -> at.expectThat(
                                text.length() >= SHORTEST && text.chars().allMatch(Hook::plain),
                                "a secret that is short, or not fit for an address",
                                SHORTEST + " letters and digits at least",
                                "draw one: openssl rand -hex 24")));
        Optional<Cursor> written = fields.optional("signature");
        Optional<Signature> signature = written.flatMap(SignatureReader::read);
        if (secret.isEmpty() || written.isPresent() && signature.isEmpty()) {
            return Optional.empty();
        }
        return Optional.of(new PostedDocuments(secret.get(), signature));
    }

    private static boolean plain(int letter) {
        return letter < 128 && Character.isLetterOrDigit(letter) || letter == '-' || letter == '_';
    }
}
