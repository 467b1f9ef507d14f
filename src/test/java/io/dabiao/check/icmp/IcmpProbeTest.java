package io.dabiao.check.icmp;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.Tools;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.ProbeKindContract;
import io.dabiao.check.probe.Reason;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

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

    @Test
    void whoeverApprovesSeesWhatIsContacted() {
        assertThat(probe("host: router.example.org").subject().hosts()).containsExactly("router.example.org");
    }
}
