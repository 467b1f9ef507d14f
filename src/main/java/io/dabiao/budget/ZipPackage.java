package io.dabiao.budget;

import io.dabiao.problem.ErrorCode;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.util.Collections;
import java.util.HashMap;
import java.util.Map;
import javax.xml.stream.XMLStreamException;
import org.apache.commons.compress.archivers.zip.ZipArchiveEntry;
import org.apache.commons.compress.archivers.zip.ZipFile;

/**
 * A ZIP such as Word and Excel write. Its parts are read as streams, never held, and every byte counts as unpacked. Not safe for use by
 * several threads.
 */
public final class ZipPackage implements Closeable {

    private static final int MOST_PARTS = 2_000;

    private final ZipFile zip;
    private final Allowance allowance;
    private final Map<String, ZipArchiveEntry> parts = new HashMap<>();

    private ZipPackage(ZipFile zip, Allowance allowance) {
        this.zip = zip;
        this.allowance = allowance;
    }

    /**
     * Opens a file by the directory at its end: programs that write as they go leave the sizes out at the beginning.
     *
     * @throws IOException where it is no ZIP
     * @throws Exceeded where it has more parts than a document has
     */
    public static ZipPackage open(byte[] file, Allowance allowance) throws IOException {
        if (entries(file) > MOST_PARTS) {
            throw new Exceeded(ErrorCode.TOO_MANY_PARTS, "the file holds more than " + MOST_PARTS + " parts");
        }
        ZipFile zip = ZipFile.builder()
                .setByteArray(file)
                .setIgnoreLocalFileHeader(true)
                .get();
        ZipPackage opened = new ZipPackage(zip, allowance);
        for (ZipArchiveEntry entry : Collections.list(zip.getEntries())) {
            opened.parts.putIfAbsent(entry.getName().replaceFirst("^/", ""), entry);
        }
        return opened;
    }

    /** Entries of the directory, before a library makes an object of each. */
    private static int entries(byte[] file) {
        int found = 0;
        for (int i = 0; i + 3 < file.length; i++) {
            if (file[i] == 'P' && file[i + 1] == 'K' && file[i + 2] == 1 && file[i + 3] == 2) {
                found++;
            }
        }
        return found;
    }

    public boolean isEmpty() {
        return parts.isEmpty();
    }

    public boolean has(String part) {
        return parts.containsKey(part);
    }

    /** A part's bytes, unpacked as they are read. @throws IOException where it is not there */
    public InputStream part(String name) throws IOException {
        ZipArchiveEntry entry = parts.get(name);
        if (entry == null) {
            throw new IOException("the part " + name + " is missing");
        }
        return allowance.counted(zip.getInputStream(entry));
    }

    /** The same as XML. */
    public BoundedXml xml(String name) throws IOException, XMLStreamException {
        return new BoundedXml(part(name), allowance);
    }

    @Override
    public void close() throws IOException {
        zip.close();
    }
}
