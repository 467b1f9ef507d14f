package io.dabiao.check.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.ProbeKindContract;
import io.dabiao.check.probe.Reason;
import io.dabiao.yaml.Fault;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Source;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class IcmpProbeTest extends ProbeKindContract {

    @BeforeAll
    static void pingIsThere() {
        Tools.need("ping");
        Tools.grant("ping", Ping.unusable().isEmpty(), Ping.unusable().orElse(""));
    }

    @Override
    protected String kind() {
        return "icmp";
    }

    @Override
    protected String good() {
        return "host: 127.0.0.1";
    }

    @Override
    protected String bad() {
        return "host: nothing.invalid";
    }

    @Override
    protected Phase first() {
        return Phase.FIRST_BYTE;
    }

    @Test
    void theTimeIsTheEchosAndNotTheProgramms() throws Exception {
        var outcome = look("host: localhost");

        assertThat(said(outcome)).isEqualTo("ok");
        assertThat(outcome.nanos()).isBetween(1L, 500_000_000L);
    }

    @Test
    void anAddressThatIsNotContactedIsNotContacted() throws Exception {
        assertThat(look("host: 169.254.169.254").failure().orElseThrow().reason())
                .isEqualTo(Reason.DENIED);
    }

    @Test
    void aNameThatDoesNotExistIsToldAsSuch() throws Exception {
        var outcome = look("host: nothing.invalid");

        assertThat(said(outcome)).isEqualTo("name in resolve");
        inBothLanguages(outcome);
    }

    /** A ping that may not run says so, as some containers have it; what it says is asked for in the C locale. */
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "echo \"socket: Operation not permitted ($LC_ALL)\"; exit 2 | ping may not run on this machine: socket: Operation not permitted (C)",
                "exit 0 | -",
            })
    void aDeclarationIsRefusedWherePingMayNotRun(String does, String says, @TempDir Path folder) throws Exception {
        Path program = Files.writeString(folder.resolve("ping"), "#!/bin/sh\n" + does + "\n");
        Files.setPosixFilePermissions(program, PosixFilePermissions.fromString("rwx------"));
        Source source = new Source("a.yaml", "{site: s, kind: icmp, host: router.example.org}");
        Fields fields = source.root().orElseThrow().fields("a probe").orElseThrow();

        new IcmpReader(() -> Ping.unusable(Optional.of(program))).read(fields);

        List<String> found = source.faults().stream().map(Fault::found).toList();
        assertThat(found).isEqualTo(says.equals("-") ? List.of() : List.of("a probe by ping, but " + says));
        assertThat(Ping.unusable(Optional.empty())).contains("there is no program ping on this machine");
    }

    @Test
    void whoeverApprovesSeesWhatIsContacted() {
        assertThat(probe("host: router.example.org").subject().hosts()).containsExactly("router.example.org");
    }
}
