package io.dabiao.check.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.LocalServers;
import io.dabiao.check.probe.PortKindContract;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RedisProbeTest extends PortKindContract {

    @TempDir
    static Path folder;

    private static int port;
    private static Daemon redis;

    @BeforeAll
    static void start() throws Exception {
        Files.writeString(folder.resolve("password"), "open sesame\n");
        Tools.need("redis");
        port = Daemon.freePort();
        redis = LocalServers.redis(folder, port, "--requirepass", "open sesame");
    }

    @AfterAll
    static void stop() {
        if (redis != null) {
            redis.close();
        }
    }

    @Override
    protected String kind() {
        return "redis";
    }

    @Override
    protected String at(String address) {
        return "address: '" + address + "', password: {file: '" + folder + "/password'}";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + port) + ", role: master";
    }

    @Test
    void withoutItsPasswordItSaysSo() throws Exception {
        Tools.need("redis");

        var outcome = look("address: '127.0.0.1:" + port + "'");

        assertThat(said(outcome)).isEqualTo("status in first_byte");
        assertThat(outcome.failure().orElseThrow().detail()).contains("NOAUTH");
    }

    @Test
    void anotherRoleThanExpectedIsToldWithIt() throws Exception {
        Tools.need("redis");

        var outcome = look(at("127.0.0.1:" + port) + ", role: replica");

        assertThat(said(outcome)).isEqualTo("content in body");
        assertThat(outcome.failure().orElseThrow().detail()).isEqualTo("its role is master, not slave");
    }

    @Test
    void whereASecretIsMissingNothingIsSent() throws Exception {
        var outcome = look("address: '127.0.0.1:1', password: {file: '" + folder + "/none'}");

        assertThat(said(outcome)).isEqualTo("preparation in resolve");
    }
}
