package io.dabiao.store;

import java.io.OutputStream;
import java.util.Arrays;

/** Gathers bytes. Not safe for use by several threads: Java's own locks at each byte, which is most of what a rollup's writing cost. */
final class WrittenBytes extends OutputStream {

    private byte[] bytes;
    private int length;

    /** @param expected bytes; it grows where they do not suffice */
    WrittenBytes(int expected) {
        bytes = new byte[expected];
    }

    @Override
    public void write(int oneByte) {
        room(1);
        bytes[length++] = (byte) oneByte;
    }

    @Override
    public void write(byte[] more, int from, int many) {
        room(many);
        System.arraycopy(more, from, bytes, length, many);
        length += many;
    }

    byte[] toByteArray() {
        return Arrays.copyOf(bytes, length);
    }

    private void room(int more) {
        if (length + more > bytes.length) {
            bytes = Arrays.copyOf(bytes, Math.max(2 * bytes.length, length + more));
        }
    }
}
