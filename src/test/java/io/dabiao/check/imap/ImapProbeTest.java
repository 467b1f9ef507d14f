package io.dabiao.check.imap;

import static org.assertj.core.api.Assertions.assertThat;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.dabiao.check.probe.PortKindContract;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class ImapProbeTest extends PortKindContract {

    private static GreenMail mail;

    @BeforeAll
    static void start() {
        mail = new GreenMail(new ServerSetup[] {
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP),
            new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAPS)
        });
        mail.start();
    }

    @AfterAll
    static void stop() {
        mail.stop();
    }

    @Override
    protected String kind() {
        return "imap";
    }

    @Override
    protected String at(String address) {
        return "address: '" + address + "'";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + mail.getImap().getPort()) + ", expect: GreenMail";
    }

    @Test
    void anotherGreetingThanExpectedIsToldWithIt() throws Exception {
        var outcome = look(at("127.0.0.1:" + mail.getImap().getPort()) + ", expect: Exchange");

        assertThat(said(outcome)).isEqualTo("content in body");
        assertThat(outcome.failure().orElseThrow().detail()).contains("GreenMail");
    }

    @Test
    void aServerWithoutStarttlsSaysSo() throws Exception {
        var outcome = look(at("127.0.0.1:" + mail.getImap().getPort()) + ", tls: starttls");

        assertThat(said(outcome)).isEqualTo("tls in body");
        assertThat(outcome.failure().orElseThrow().detail()).contains("STARTTLS");
    }

    @Test
    void aSelfSignedCertificateIsToldAsSuch() throws Exception {
        var outcome = look(at("127.0.0.1:" + mail.getImaps().getPort()) + ", tls: direct");

        assertThat(said(outcome)).isEqualTo("certificate_untrusted in tls");
        assertThat(outcome.failure().orElseThrow().detail()).contains("self-signed");
    }
}
