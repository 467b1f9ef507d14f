package io.dabiao.ingest.file;

import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;

/** The vocabulary as the installation has it now; an edit of its file holds from the next request on. */
final class Vocabularies {

    private Vocabularies() {}

    /** @throws Problem where the installation's own file is wrong */
    static Vocabulary of(Settings settings) {
        try {
            return Vocabulary.read(settings.vocabulary());
        } catch (Unfit fault) {
            throw new Problem(ErrorCode.THE_VOCABULARY_IS_WRONG, fault.words().english())
                    .with("detailZh", fault.words().chinese());
        }
    }
}
