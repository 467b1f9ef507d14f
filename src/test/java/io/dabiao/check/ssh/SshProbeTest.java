package io.dabiao.check.ssh;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.LocalServers;
import io.dabiao.check.probe.PortKindContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SshProbeTest extends PortKindContract {

    @TempDir
    static Path folder;

    private static int port;
    private static Daemon sshd;

    @BeforeAll
    static void start() throws Exception {
        Tools.need("sshd");
        port = Daemon.freePort();
        sshd = LocalServers.sshd(folder, port, LocalServers.key(folder, "key", "ed25519"));
    }

    @AfterAll
    static void stop() {
        if (sshd != null) {
            sshd.close();
        }
    }

    @Override
    protected String kind() {
        return "ssh";
    }

    @Override
    protected String at(String address) {
        return "address: '" + address + "'";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + port) + ", expect: OpenSSH";
    }

    @Override
    protected String foreign() {
        return "reset in ";
    }

    @Test
    void anotherVersionThanExpectedIsToldWithIt() throws Exception {
        Tools.need("sshd");

        var outcome = look(at("127.0.0.1:" + port) + ", expect: dropbear");

        assertThat(said(outcome)).isEqualTo("content in body");
        assertThat(outcome.failure().orElseThrow().detail()).contains("SSH-2.0-OpenSSH");
    }
}
