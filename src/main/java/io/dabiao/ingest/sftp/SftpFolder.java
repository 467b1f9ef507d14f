package io.dabiao.ingest.sftp;

import com.fasterxml.jackson.core.JsonPointer;
import com.jcraft.jsch.ChannelSftp;
import com.jcraft.jsch.HostKey;
import com.jcraft.jsch.JSch;
import com.jcraft.jsch.JSchException;
import com.jcraft.jsch.Session;
import com.jcraft.jsch.SftpATTRS;
import com.jcraft.jsch.SftpException;
import io.dabiao.ingest.source.ArrivingFiles;
import io.dabiao.ingest.source.Contents;
import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.Rows;
import io.dabiao.ingest.source.Start;
import io.dabiao.outbound.OutboundPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * A folder of an SFTP server, as declared. The server is known by its key, in the form of OpenSSH's public key files.
 *
 * @param password empty where the key alone is shown
 * @param key a private key in OpenSSH's form, without a passphrase
 */
record SftpFolder(
        Contents contents,
        OutboundPolicy policy,
        String host,
        int port,
        String user,
        Optional<String> password,
        Optional<String> key,
        String hostKey,
        String path,
        String files,
        Optional<JsonPointer> items)
        implements Place.Fetched {

    private static final int PATIENCE_MILLIS = 20_000;

    @Override
    public Rows open(Start start) throws IOException {
        String address = policy.addresses(host).get(0).getHostAddress();
        Session session = null;
        try {
            JSch ssh = new JSch();
            byte[] known = known(hostKey);
            String named = port == 22 ? address : "[" + address + "]:" + port;
            ssh.getHostKeyRepository().add(new HostKey(named, known), null);
            if (key.isPresent()) {
                ssh.addIdentity(user, (key.get() + "\n").getBytes(StandardCharsets.UTF_8), null, null);
            }
            session = ssh.getSession(user, address, port);
            session.setConfig("StrictHostKeyChecking", "yes");
            session.setConfig("server_host_key", algorithms(new HostKey(named, known).getType()));
            session.setConfig("PreferredAuthentications", "publickey,password,keyboard-interactive");
            if (password.isPresent()) {
                session.setPassword(password.get().getBytes(StandardCharsets.UTF_8));
            }
            session.setTimeout(PATIENCE_MILLIS);
            session.connect(PATIENCE_MILLIS);
            ChannelSftp channel = (ChannelSftp) session.openChannel("sftp");
            channel.connect(PATIENCE_MILLIS);
            return new ArrivingFiles(new Listing(session, channel), contents, items, start);
        } catch (JSchException | IllegalArgumentException failed) {
            if (session != null) {
                session.disconnect();
            }
            throw new IOException("the server " + host + ": " + failed.getMessage(), failed);
        }
    }

    /**
     * The key of a line of OpenSSH's, whether of a public key file ({@code ssh-ed25519 AAAA… comment}), of {@code ssh-keyscan} or of
     * {@code known_hosts} ({@code host ssh-ed25519 AAAA…}), or the key alone.
     */
    static byte[] known(String line) {
        for (String part : line.strip().split("\\s+")) {
            // Each begins with the length of the name of its kind, which is short.
            if (part.startsWith("AAAA")) {
                return Base64.getDecoder().decode(part);
            }
        }
        throw new IllegalArgumentException(
                "hostKey holds no key: write a line of ssh-keyscan, such as ssh-ed25519 AAAA…");
    }

    /** A name for which JSch would else look for patterns. */
    private static String literally(String path) {
        return path.replaceAll("[\\\\*?]", "\\\\$0");
    }

    private static String algorithms(String type) {
        return type.equals("ssh-rsa") ? "rsa-sha2-512,rsa-sha2-256" : type;
    }

    private final class Listing implements ArrivingFiles.Store {

        private final Session session;
        private final ChannelSftp channel;

        Listing(Session session, ChannelSftp channel) {
            this.session = session;
            this.channel = channel;
        }

        @Override
        public List<ArrivingFiles.Arrived> files() throws IOException {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + files);
            List<ArrivingFiles.Arrived> arrived = new ArrayList<>();
            try {
                for (ChannelSftp.LsEntry entry : channel.ls(literally(path))) {
                    String name = entry.getFilename();
                    if (entry.getAttrs().isReg() && !name.startsWith(".") && matcher.matches(Path.of(name))) {
                        arrived.add(
                                new ArrivingFiles.Arrived(name, entry.getAttrs().getSize(), mark(entry.getAttrs())));
                    }
                }
            } catch (SftpException failed) {
                throw new IOException("the folder " + path + " of " + host + ": " + failed.getMessage(), failed);
            }
            return arrived;
        }

        @Override
        public Optional<byte[]> read(ArrivingFiles.Arrived file) throws IOException {
            String at = literally(path + "/" + file.name());
            try (InputStream in = channel.get(at)) {
                byte[] content = in.readNBytes(Contents.LIMIT + 1);
                boolean same =
                        content.length == file.size() && mark(channel.lstat(at)).equals(file.mark());
                return same ? Optional.of(content) : Optional.empty();
            } catch (SftpException failed) {
                if (failed.id == ChannelSftp.SSH_FX_NO_SUCH_FILE) {
                    return Optional.empty();
                }
                throw new IOException(failed.getMessage(), failed);
            }
        }

        private static String mark(SftpATTRS attributes) {
            return attributes.getSize() + " " + attributes.getMTime();
        }

        @Override
        public void close() {
            channel.disconnect();
            session.disconnect();
        }
    }
}
