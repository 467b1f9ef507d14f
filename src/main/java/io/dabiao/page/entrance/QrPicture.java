package io.dabiao.page.entrance;

import io.nayuki.qrcodegen.QrCode;

/**
 * A QR code as one path of SVG, which needs neither a script nor a style.
 *
 * @param size of its side with the quiet zone around it, in modules
 * @param path its dark modules
 */
public record QrPicture(int size, String path) {

    /** As the standard demands around it. */
    private static final int QUIET = 4;

    static QrPicture of(String text) {
        QrCode code = QrCode.encodeText(text, QrCode.Ecc.MEDIUM);
        StringBuilder path = new StringBuilder();
        for (int y = 0; y < code.size; y++) {
            for (int x = 0; x < code.size; x++) {
                if (code.getModule(x, y)) {
                    path.append('M')
                            .append(x + QUIET)
                            .append(',')
                            .append(y + QUIET)
                            .append("h1v1h-1z");
                }
            }
        }
        return new QrPicture(code.size + 2 * QUIET, path.toString());
    }
}
