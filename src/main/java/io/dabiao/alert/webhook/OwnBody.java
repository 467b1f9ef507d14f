package io.dabiao.alert.webhook;

import io.dabiao.alert.Example;
import io.dabiao.alert.Notification;
import io.dabiao.alert.Receiver;
import io.dabiao.alert.Text;
import io.dabiao.alert.template.Template;
import io.dabiao.alert.template.WrongTemplate;
import io.dabiao.yaml.Cursor;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jboss.logging.Logger;

/**
 * A body of the user's own making. It sees what the usual body has, by the same names; {@code {title.quoted}} is a JSON string with its
 * quotation marks, so that a sentence cannot break the document. It is tried on examples when the settings are read; one that is wrong
 * is told, and the usual body is sent meanwhile. Safe for use by several threads.
 */
final class OwnBody {

    private static final Logger LOG = Logger.getLogger(OwnBody.class);

    private final Path file;
    private final Optional<Template> template;
    private volatile Optional<String> fault;

    private OwnBody(Path file, Optional<Template> template, Optional<String> fault) {
        this.file = file;
        this.template = template;
        this.fault = fault;
    }

    /** @return empty where a fault was told: the file cannot be read */
    static Optional<OwnBody> read(Cursor path) {
        return path.text().flatMap(name -> {
            try {
                Path file = Path.of(name);
                if (Files.size(file) > 4L * Template.LONGEST) {
                    path.fault(path.shown(), "a template of at most " + Template.LONGEST + " characters", "shorten it");
                    return Optional.empty();
                }
                return Optional.of(of(file, Files.readString(file)));
            } catch (IOException | InvalidPathException unreadable) {
                path.fault(path.shown(), "a file that can be read", "see to its path and its rights");
                return Optional.empty();
            }
        });
    }

    private static OwnBody of(Path file, String text) {
        try {
            Template template = Template.of(text);
            for (Notification.Occasion occasion : Notification.Occasion.values()) {
                for (Optional<String> link :
                        List.of(Optional.<String>empty(), Optional.of("https://dabiao.example.org"))) {
                    Notification example = Example.of(occasion, link, Instant.EPOCH);
                    template.render(Webhook.body(example, new Text("example", "example")));
                }
            }
            return new OwnBody(file, Optional.of(template), Optional.empty());
        } catch (WrongTemplate wrong) {
            return new OwnBody(file, Optional.empty(), Optional.of(wrong.getMessage()));
        }
    }

    Receiver.OwnTemplate told() {
        return new Receiver.OwnTemplate(file, fault);
    }

    /** Empty where the template is wrong, or asks for what this message does not have. */
    Optional<byte[]> body(Map<String, Object> data) {
        if (template.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(template.get().render(data).getBytes(StandardCharsets.UTF_8));
        } catch (WrongTemplate wrong) {
            LOG.errorf("the template %s is wrong, the usual body is sent: %s", file, wrong.getMessage());
            fault = Optional.of(wrong.getMessage());
            return Optional.empty();
        }
    }
}
