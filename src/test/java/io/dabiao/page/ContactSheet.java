package io.dabiao.page;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.RenderingHints;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import javax.imageio.ImageIO;

/** All ways in which a page was taken, on one picture: desks above, phones below. */
final class ContactSheet {

    private static final Path SHEETS = Path.of("target", "pictures", "sheets");

    /** Of a page so much is seen, in its own pixels; what is below is in the picture of its own. */
    private static final int TALLEST = 2_600;

    private static final int DESK = 600;
    private static final int PHONE = 300;
    private static final int GAP = 12;

    private ContactSheet() {}

    static void write(String name, List<Path> desks, List<Path> phones) {
        try {
            List<BufferedImage> above = scaled(desks, DESK);
            List<BufferedImage> below = scaled(phones, PHONE);
            int width = Math.max(width(above), width(below));
            int height = height(above) + height(below) + 3 * GAP;
            BufferedImage sheet = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = sheet.createGraphics();
            graphics.setColor(Color.GRAY);
            graphics.fillRect(0, 0, width, height);
            row(graphics, above, GAP);
            row(graphics, below, height(above) + 2 * GAP);
            graphics.dispose();
            Files.createDirectories(SHEETS);
            ImageIO.write(sheet, "png", SHEETS.resolve(name + ".png").toFile());
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }

    private static List<BufferedImage> scaled(List<Path> pictures, int width) throws IOException {
        List<BufferedImage> scaled = new ArrayList<>();
        for (Path picture : pictures) {
            BufferedImage whole = ImageIO.read(picture.toFile());
            BufferedImage seen = whole.getSubimage(0, 0, whole.getWidth(), Math.min(whole.getHeight(), TALLEST));
            int height = Math.max(1, seen.getHeight() * width / seen.getWidth());
            BufferedImage small = new BufferedImage(width, height, BufferedImage.TYPE_INT_RGB);
            Graphics2D graphics = small.createGraphics();
            graphics.setRenderingHint(RenderingHints.KEY_INTERPOLATION, RenderingHints.VALUE_INTERPOLATION_BICUBIC);
            graphics.drawImage(seen, 0, 0, width, height, null);
            graphics.dispose();
            scaled.add(small);
        }
        return scaled;
    }

    private static void row(Graphics2D graphics, List<BufferedImage> pictures, int top) {
        int left = GAP;
        for (BufferedImage picture : pictures) {
            graphics.drawImage(picture, left, top, null);
            left += picture.getWidth() + GAP;
        }
    }

    private static int width(List<BufferedImage> pictures) {
        return GAP + pictures.stream().mapToInt(one -> one.getWidth() + GAP).sum();
    }

    private static int height(List<BufferedImage> pictures) {
        return pictures.stream().mapToInt(BufferedImage::getHeight).max().orElse(0);
    }
}
