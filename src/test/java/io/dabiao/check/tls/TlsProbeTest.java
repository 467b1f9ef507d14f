package io.dabiao.check.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.http.Nginx;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.PortKindContract;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TlsProbeTest extends PortKindContract {

    @TempDir
    static Path folder;

    private static Nginx nginx;

    @BeforeAll
    static void start() throws Exception {
        Tools.need("nginx", "openssl");
        nginx = Nginx.started(folder);
    }

    @AfterAll
    static void stop() {
        if (nginx != null) {
            nginx.close();
        }
    }

    @Override
    protected String kind() {
        return "tls";
    }

    @Override
    protected String at(String address) {
        return "address: '" + address + "'";
    }

    @Override
    protected String good() {
        return of("https") + ", ca: '" + folder + "/ca.pem', certificate: 7d";
    }

    private static String of(String name) {
        return "address: '" + nginx.addresses().get(name).replaceFirst(".*//", "") + "'";
    }

    @Override
    protected String foreign() {
        return "tls in tls";
    }

    @ParameterizedTest
    @CsvSource({
        "https, '', certificate_untrusted in tls",
        "https, ', ca: {folder}/ca.pem, certificate: 90d', certificate_expiring in first_byte",
        "https, ', ca: {folder}/ca.pem, name: localhost', ok",
        "https, ', ca: {folder}/ca.pem, name: other.example.org', certificate_name in tls",
        "https, ', ca: {folder}/ca.pem, protocol: 1.2', ok",
        "https, ', ca: {folder}/none.pem', preparation in tls",
        "expired, ', ca: {folder}/ca.pem', certificate_expired in tls",
        "misnamed, ', ca: {folder}/ca.pem', certificate_name in tls",
        "misnamed, ', ca: {folder}/ca.pem, name: other.example.org', ok",
        "http, '', tls in tls",
    })
    void aCertificateIsJudgedAsThatOfAPage(String server, String keys, String says) throws Exception {

        assertThat(said(look(of(server) + keys.replace("{folder}", folder.toString()))))
                .isEqualTo(says);
    }

    @Test
    void howLongTheCertificateIsValidIsToldToo() throws Exception {

        var outcome = look(good());

        assertThat(outcome.certificateSeconds().getAsLong() / 86_400).isBetween(28L, 31L);
        assertThat(outcome.phases()).containsKey(Phase.TLS);
    }
}
