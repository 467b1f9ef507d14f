package io.dabiao.forms.work;

import io.dabiao.forms.FormSource;
import io.dabiao.forms.Words;
import io.dabiao.settings.Settings;
import jakarta.enterprise.context.ApplicationScoped;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Optional;

/** An installation's own words of forms; its file is read again where it changed. Safe for use by several threads. */
@ApplicationScoped
public class OwnWords {

    private final Optional<Path> file;
    private FileTime read;

    OwnWords(Settings settings) {
        file = settings.formVocabulary();
    }

    /**
     * Forms are read by the file as it is now.
     *
     * @throws FormSource.Unreadable where it is wrong, with the line: no form can be read before that is mended
     */
    public synchronized void apply() throws FormSource.Unreadable {
        if (file.isEmpty()) {
            return;
        }
        try {
            FileTime now = Files.getLastModifiedTime(file.get());
            if (!now.equals(read)) {
                Words.use(file.get());
                read = now;
            }
        } catch (IOException missing) {
            throw new FormSource.Unreadable("the file that dabiao.form-vocabulary names is not there: "
                    + file.get().getFileName());
        } catch (Words.Unfit wrong) {
            throw new FormSource.Unreadable("the installation's own words of forms are wrong: " + wrong.getMessage());
        }
    }
}
