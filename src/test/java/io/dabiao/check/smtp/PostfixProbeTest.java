package io.dabiao.check.smtp;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.http.Nginx;
import io.dabiao.check.probe.PortKindContract;
import io.dabiao.check.probe.Postfix;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The same kind against a relay as institutions run it. */
@Tag("long")
class PostfixProbeTest extends PortKindContract {

    @TempDir
    static Path folder;

    private static Postfix postfix;

    @BeforeAll
    static void start() throws Exception {
        Nginx.started(folder).close(); // For its certificates.
        postfix = Postfix.started(folder);
    }

    @AfterAll
    static void stop() {
        if (postfix != null) {
            postfix.close();
        }
    }

    @Override
    protected String kind() {
        return "smtp";
    }

    @Override
    protected String at(String address) {
        return "address: '" + address + "'";
    }

    @Override
    protected String good() {
        return at("127.0.0.1:" + postfix.port()) + ", expect: 'mail.example.org ESMTP Postfix'";
    }

    @ParameterizedTest
    @CsvSource({
        "', tls: starttls, ca: {folder}/ca.pem', ok",
        "', tls: starttls, ca: {folder}/ca.pem, certificate: 7d', ok",
        "', tls: starttls, ca: {folder}/ca.pem, certificate: 90d', certificate_expiring",
        "', tls: starttls', certificate_untrusted in tls",
        "', tls: direct, ca: {folder}/ca.pem', tls in tls",
    })
    void itsCertificateIsJudgedAfterStarttls(String keys, String says) throws Exception {
        var outcome = look(at("127.0.0.1:" + postfix.port()) + keys.replace("{folder}", folder.toString()));

        assertThat(said(outcome)).as("%s", outcome).startsWith(says);
    }

    @Test
    void nothingIsLeftToComplainOf() throws Exception {
        assertThat(said(look(good()))).isEqualTo("ok");

        assertThat(postfix.log())
                .contains("connect from")
                .doesNotContain("improper command", "lost connection after EHLO");
    }
}
