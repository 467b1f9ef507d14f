package io.dabiao.declare.form.office;

import io.dabiao.declare.form.FormSource.Unreadable;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

/** What every OOXML file must be, before a library unpacks it. */
final class Packages {

    /** Unpacked; an official form has some hundred kilobytes. */
    private static final long MOST_BYTES = 60_000_000;

    /** Of its XML, which becomes many times as large in memory. */
    private static final long MOST_XML = 8_000_000;

    private static final int MOST_ENTRIES = 2_000;

    private Packages() {}

    /** Reads a package. */
    interface Reading<T> {
        T read() throws IOException;
    }

    /** Reads a file that was looked through first: what a library throws at a broken one is told in words. */
    static <T> T within(byte[] file, String kind, Reading<T> reading) throws IOException {
        measured(file, kind);
        try {
            return reading.read();
        } catch (Unreadable told) {
            throw told;
        } catch (IOException | RuntimeException broken) {
            throw Unreadable.broken(kind + " file", broken);
        }
    }

    /** A few kilobytes can unpack to gigabytes: everything is counted while it is thrown away. */
    private static void measured(byte[] file, String kind) throws IOException {
        long bytes = 0;
        long xml = 0;
        int entries = 0;
        byte[] passed = new byte[65_536];
        try (ZipInputStream zip = new ZipInputStream(new ByteArrayInputStream(file))) {
            for (ZipEntry entry = zip.getNextEntry(); entry != null; entry = zip.getNextEntry()) {
                if (++entries > MOST_ENTRIES) {
                    throw new Unreadable("the " + kind + " file holds more than " + MOST_ENTRIES + " parts");
                }
                boolean markup =
                        entry.getName().endsWith(".xml") || entry.getName().endsWith(".rels");
                for (int read = zip.read(passed); read >= 0; read = zip.read(passed)) {
                    bytes += read;
                    xml += markup ? read : 0;
                    if (bytes > MOST_BYTES || xml > MOST_XML) {
                        throw new Unreadable("the " + kind + " file unpacks to more than " + MOST_BYTES / 1_000_000
                                + " MB, or to more than " + MOST_XML / 1_000_000 + " MB of text and tables");
                    }
                }
            }
        } catch (Unreadable told) {
            throw told;
        } catch (IOException | IllegalArgumentException broken) { // The latter of a name that is no UTF-8.
            throw Unreadable.broken(kind + " file", broken);
        }
        if (entries == 0) {
            throw new Unreadable("this is no " + kind + " file");
        }
    }
}
