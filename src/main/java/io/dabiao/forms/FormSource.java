package io.dabiao.forms;

import io.dabiao.budget.Allowance;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.ServiceLoader;
import java.util.stream.Stream;

/** A container that forms come in, as cells. Found by media type or by a file's ending; each is a folder of its own. */
public interface FormSource {

    /** Such as {@code text/plain}. */
    List<String> mediaTypes();

    /** Of file names, with the dot. */
    List<String> endings();

    /** Whether a file shows by its bytes that it is of this kind; false where nothing but its name can tell. */
    default boolean is(byte[] file) {
        return false;
    }

    /**
     * The cells of a file.
     *
     * @param allowance asked while it is read, and counted with
     * @throws Unreadable where it is not what it should be, or asks for more than a form needs
     * @throws io.dabiao.budget.Exceeded where it asks for more than its allowance
     */
    Cell.Grid cells(byte[] file, Allowance allowance) throws IOException;

    /** What is wrong with a file, in words for the one who sent it. */
    final class Unreadable extends IOException {
        private static final long serialVersionUID = 1L;

        public Unreadable(String message) {
            super(message);
        }

        /**
         * Of a file that its reader broke off at.
         *
         * @param kind as people call it
         */
        public static Unreadable broken(String kind, Exception broken) {
            // Some of the readers' exceptions say nothing, or only what was found in a variable.
            boolean said = broken instanceof IOException && broken.getMessage() != null;
            return new Unreadable("this is no readable " + kind + ": "
                    + (said ? broken.getMessage() : "a part of it is not as its other parts say"));
        }
    }

    /** Every source there is. */
    static Stream<FormSource> all() {
        return ServiceLoader.load(FormSource.class, FormSource.class.getClassLoader()).stream()
                .map(ServiceLoader.Provider::get);
    }

    static Optional<FormSource> ofMediaType(String type) {
        return all().filter(source -> source.mediaTypes().contains(type)).findFirst();
    }

    /** The source that fits a file: by its bytes where they tell, for offices rename files; else the one that it was called. */
    static FormSource fitting(byte[] file, FormSource called) {
        return all().filter(source -> source.is(file)).findFirst().orElse(called);
    }

    /** The cells of a file, whatever it was called. */
    static Cell.Grid read(byte[] file, FormSource called, Allowance allowance) throws IOException {
        return fitting(file, called).cells(file, allowance);
    }

    static Optional<FormSource> ofFile(String name) {
        String lower = name.toLowerCase(java.util.Locale.ROOT);
        return all().filter(source -> source.endings().stream().anyMatch(lower::endsWith))
                .findFirst();
    }
}
