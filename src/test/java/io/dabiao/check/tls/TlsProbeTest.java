package io.dabiao.check.tls;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.http.Nginx;
import io.dabiao.check.probe.Daemon;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.PortKindContract;
import java.io.IOException;
import java.nio.file.Files;
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
        chains();
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

    /**
     * What is sent besides the site's own: an authority's certificate that another has signed and that is over, as browsers pass over it;
     * one that carries the trust and is soon over; the trusted authority's own.
     */
    @ParameterizedTest
    @CsvSource({
        "own, beside, 10d, ok, 28",
        "own, root, 10d, ok, 28",
        "below, soon, 3d, ok, 4",
        "below, soon, 10d, certificate_expiring in first_byte, 4",
        "below, twice, 10d, ok, 28",
        "below, twice-back, 10d, ok, 28",
    })
    void whatCarriesTheTrustCountsAndNotWhatIsSentBesides(
            String own, String beside, String least, String says, long days) throws Exception {
        int port = Daemon.freePort();
        Daemon server = Daemon.started(
                folder,
                port,
                "openssl",
                "s_server",
                "-accept",
                "127.0.0.1:" + port,
                "-cert",
                own + "-site.pem",
                "-key",
                "site.key",
                "-cert_chain",
                beside + "-chain.pem",
                "-www",
                "-quiet");
        try {
            var outcome = look("address: '127.0.0.1:" + port + "', ca: '" + folder + "/ca.pem', certificate: " + least);

            assertThat(said(outcome)).as("%s", outcome).isEqualTo(says);
            assertThat(outcome.certificateSeconds().getAsLong() / 86_400).isBetween(days, days + 3);
        } finally {
            server.close();
        }
    }

    /** A site below the authority and one below another in between, and what their servers send besides. */
    private static void chains() throws Exception {
        Files.writeString(folder.resolve("authority.ext"), "basicConstraints=critical,CA:TRUE\n");
        openssl("req -x509 -newkey rsa:2048 -nodes -keyout old.key -out old.pem -days 3650 -subj /CN=old-authority");
        openssl("req -new -key ca.key -out again.csr -subj /CN=test-authority");
        openssl(
                "x509 -req -in again.csr -CA old.pem -CAkey old.key -CAcreateserial -days -1 -extfile authority.ext -out again.pem");
        openssl("req -newkey rsa:2048 -nodes -keyout between.key -out between.csr -subj /CN=between");
        openssl(
                "x509 -req -in between.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 5 -extfile authority.ext -out soon.pem");
        openssl(
                "x509 -req -in between.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days 300 -extfile authority.ext -out long.pem");
        openssl(
                "x509 -req -in between.csr -CA ca.pem -CAkey ca.key -CAcreateserial -days -1 -extfile authority.ext -out over.pem");
        openssl(
                "x509 -req -in site.csr -CA soon.pem -CAkey between.key -CAcreateserial -days 30 -extfile good.ext -out below-site.pem");
        Files.copy(folder.resolve("good.pem"), folder.resolve("own-site.pem"));
        chain("beside", "again");
        chain("root", "ca");
        chain("soon", "soon");
        chain("twice", "long", "over");
        chain("twice-back", "over", "long");
    }

    private static void chain(String name, String... certificates) throws IOException {
        StringBuilder all = new StringBuilder();
        for (String certificate : certificates) {
            all.append(Files.readString(folder.resolve(certificate + ".pem")));
        }
        Files.writeString(folder.resolve(name + "-chain.pem"), all);
    }

    private static void openssl(String arguments) throws Exception {
        Daemon.run(folder, ("openssl " + arguments).split(" "));
    }

    @Test
    void howLongTheCertificateIsValidIsToldToo() throws Exception {

        var outcome = look(good());

        assertThat(outcome.certificateSeconds().getAsLong() / 86_400).isBetween(28L, 31L);
        assertThat(outcome.phases()).containsKey(Phase.TLS);
    }
}
