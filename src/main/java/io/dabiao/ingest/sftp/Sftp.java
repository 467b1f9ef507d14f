package io.dabiao.ingest.sftp;

import com.fasterxml.jackson.core.JsonPointer;
import io.dabiao.ingest.source.Contents;
import io.dabiao.ingest.source.Declaring;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.SourceKind;
import io.dabiao.ingest.stream.Attributes;
import io.dabiao.outbound.OutboundPolicy;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import java.util.Optional;

/** A folder of an SFTP server. */
@ApplicationScoped
class Sftp implements SourceKind {

    private static final int PORT = 22;

    private final Contents contents;
    private final OutboundPolicy policy;

    Sftp(Contents contents, OutboundPolicy policy) {
        this.contents = contents;
        this.policy = policy;
    }

    @Override
    public String name() {
        return "sftp";
    }

    @Override
    public Optional<Place> place(Declaring declaring, Fields fields) {
        Optional<String> host = fields.required("host").flatMap(Cursor::word);
        int port = fields.optional("port")
                .flatMap(at -> at.integer(1, 65_535, "a port"))
                .orElse(PORT);
        Optional<String> user = fields.required("user").flatMap(Attributes::value);
        Optional<String> password = fields.optional("password").flatMap(Secret::read);
        Optional<String> key = fields.optional("key").flatMap(Secret::read);
        // Without it another machine could be taken for the server, and be given the password.
        Optional<String> hostKey = fields.required("hostKey").flatMap(Cursor::word);
        Optional<String> path = fields.required("path").flatMap(Cursor::word);
        String files = fields.optional("files").flatMap(Cursor::word).orElse("*");
        Optional<JsonPointer> items = fields.optional("items")
                .flatMap(Cursor::text)
                .filter(text -> text.startsWith("/"))
                .map(JsonPointer::compile);
        if (password.isEmpty() && key.isEmpty()) {
            fields.whole().fault("neither password nor key", "one of them", "write key: {file: PATH}");
            return Optional.empty();
        }
        return host.flatMap(at -> user.flatMap(name -> hostKey.flatMap(known -> path.map(folder ->
                new SftpFolder(contents, policy, at, port, name, password, key, known, folder, files, items)))));
    }
}
