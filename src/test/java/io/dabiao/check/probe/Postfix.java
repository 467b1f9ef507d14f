package io.dabiao.check.probe;

import io.dabiao.Tools;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/**
 * A real Postfix on a port of loopback, which greets none that is called by a mere word and delivers to nobody; with STARTTLS where its
 * folder has {@code good.pem} and {@code site.key}, and then with TLS from the first byte at ports of its own. It wants to be started by root.
 */
public final class Postfix implements AutoCloseable {

    private final Daemon master;
    private final Path folder;
    private final int port;
    private final int direct;
    private final int asking;

    private Postfix(Daemon master, Path folder, int port, int direct, int asking) {
        this.master = master;
        this.folder = folder;
        this.port = port;
        this.direct = direct;
        this.asking = asking;
    }

    /** @param folder which its own user is let into */
    public static Postfix started(Path folder) throws IOException, InterruptedException {
        Tools.need("postfix");
        int port = Daemon.freePort();
        int direct = Daemon.freePort();
        int asking = Daemon.freePort();
        Path own = Files.createDirectories(folder.resolve("postfix"));
        Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
        Files.createDirectories(own.resolve("spool"));
        Files.createDirectories(own.resolve("lib"));
        Daemon.run(own, "chown", "postfix", "lib");
        String tls = Files.exists(folder.resolve("good.pem"))
                ? "smtpd_tls_cert_file = %1$s/good.pem\nsmtpd_tls_key_file = %1$s/site.key\nsmtpd_tls_security_level = may\n"
                        .formatted(folder)
                : "";
        String secured = tls.isEmpty() ? "" : """
                127.0.0.1:%1$d inet n - n - - smtpd
                  -o smtpd_tls_wrappermode=yes
                127.0.0.1:%2$d inet n - n - - smtpd
                  -o smtpd_tls_wrappermode=yes
                  -o smtpd_tls_req_ccert=yes
                  -o smtpd_tls_CAfile=%3$s/ca.pem
                """.formatted(direct, asking, folder);
        Files.writeString(own.resolve("main.cf"), """
                compatibility_level = 3.6
                queue_directory = %1$s/spool
                data_directory = %1$s/lib
                command_directory = /usr/sbin
                daemon_directory = /usr/lib/postfix/sbin
                mail_owner = postfix
                setgid_group = postdrop
                maillog_file = %1$s/mail.log
                maillog_file_prefixes = %1$s
                inet_interfaces = 127.0.0.1
                inet_protocols = ipv4
                mynetworks = 127.0.0.0/8
                myhostname = mail.example.org
                mydestination =
                alias_maps =
                default_transport = discard
                smtpd_helo_required = yes
                smtpd_delay_reject = no
                smtpd_helo_restrictions = reject_invalid_helo_hostname, reject_non_fqdn_helo_hostname
                smtpd_sender_restrictions = reject_non_fqdn_sender
                strict_rfc821_envelopes = yes
                strict_7bit_headers = yes
                strict_mime_encoding_domain = yes
                """.formatted(own) + tls);
        Files.writeString(own.resolve("master.cf"), """
                127.0.0.1:%1$d inet n - n - - smtpd
                cleanup unix n - n - 0 cleanup
                qmgr unix n - n 300 1 qmgr
                rewrite unix - - n - - trivial-rewrite
                discard unix - - n - - discard
                bounce unix - - n - 0 bounce
                defer unix - - n - 0 bounce
                trace unix - - n - 0 bounce
                proxymap unix - - n - - proxymap
                anvil unix - - n - 1 anvil
                scache unix - - n - 1 scache
                tlsmgr unix - - n 1000? 1 tlsmgr
                postlog unix-dgram n - n - 1 postlogd
                """.formatted(port) + secured);
        return new Postfix(
                Daemon.started(own, port, "postfix", "-c", own.toString(), "start-fg"), own, port, direct, asking);
    }

    public int port() {
        return port;
    }

    /** Where TLS is spoken from the first byte. */
    public int direct() {
        return direct;
    }

    /** The same, for those who show a certificate of the folder's {@code ca.pem}. */
    public int asking() {
        return asking;
    }

    /** What it wrote down of what it took. */
    public String log() throws IOException {
        return Files.readString(folder.resolve("mail.log"));
    }

    @Override
    public void close() {
        try {
            Daemon.run(folder, "postfix", "-c", folder.toString(), "stop");
        } catch (IOException | InterruptedException gone) {
            // It has ended by itself; what is left of it ends with its process.
            master.close();
        }
        master.close();
    }
}
