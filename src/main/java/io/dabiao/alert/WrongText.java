package io.dabiao.alert;

import io.dabiao.alert.template.WrongTemplate;

/** A template of texts that is wrong, by the name of its file, with the place in it. */
public final class WrongText extends Exception {

    private static final long serialVersionUID = 1L;

    private final String file;

    WrongText(String file, String words) {
        super(words);
        this.file = file;
    }

    WrongText(String file, WrongTemplate wrong) {
        super(wrong.getMessage(), wrong);
        this.file = file;
    }

    /** The name without the folder. */
    public String file() {
        return file;
    }
}
