package io.dabiao.check;

import static org.assertj.core.api.Assertions.assertThat;

import io.dabiao.check.http.AnySecret;
import io.dabiao.check.http.ProbeClient;
import io.dabiao.outbound.OutboundPolicy;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ControlsTest {

    private static final int PATIENCE_SECONDS = 20;

    @Test
    void aNetworkLostAMomentAfterItWasSeenToWorkIsSeenToBeLost() throws Exception {
        try (ProbeClient probeClient = new ProbeClient(
                1, Clock.systemUTC(), new AnySecret(), OutboundPolicy.denying(List.of()), "controls-test")) {
            Controls controls = new Controls(probeClient);
            List<String> address;
            try (ServerSocket control = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
                address = List.of("127.0.0.1:" + control.getLocalPort());
                assertThat(ask(controls, address).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                        .isTrue();
            }
            assertThat(ask(controls, address).get(PATIENCE_SECONDS, TimeUnit.SECONDS))
                    .isFalse();
        }
    }

    @Test
    void aThousandSitesFailingAtOnceAskTheControlTwice() throws Exception {
        try (ProbeClient probeClient = new ProbeClient(
                        1, Clock.systemUTC(), new AnySecret(), OutboundPolicy.denying(List.of()), "controls-test");
                ServerSocket control = new ServerSocket(0, 50, InetAddress.getLoopbackAddress())) {
            Controls controls = new Controls(probeClient);
            List<String> address = List.of("127.0.0.1:" + control.getLocalPort());
            List<CompletableFuture<Boolean>> answers = new ArrayList<>();
            for (int site = 0; site < 1_000; site++) {
                answers.add(ask(controls, address));
            }
            for (CompletableFuture<Boolean> answer : answers) {
                assertThat(answer.get(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
            }
            // The first asks at once, all others share the next turn.
            assertThat(taken(control)).isEqualTo(2);
        }
    }

    private static CompletableFuture<Boolean> ask(Controls controls, List<String> address) {
        return controls.reachable(address).toCompletableFuture();
    }

    private static int taken(ServerSocket control) throws Exception {
        control.setSoTimeout(200);
        int taken = 0;
        while (true) {
            try {
                control.accept().close();
                taken++;
            } catch (SocketTimeoutException none) {
                return taken;
            }
        }
    }
}
