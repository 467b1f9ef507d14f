package io.dabiao.check.icmp;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Fault;
import io.dabiao.check.probe.LiveSubject;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** One echo. Its time is the one that ping measures, not that of the program. */
record IcmpSubject(String host) implements LiveSubject {

    private static final Pattern TIME = Pattern.compile("time[=<]([0-9.]+) ?ms");
    private static final BigDecimal NANOS = new BigDecimal(1_000_000);

    @Override
    public String kind() {
        return "icmp";
    }

    @Override
    public String address() {
        return host;
    }

    /** There is no port. */
    @Override
    public List<String> hosts() {
        return List.of(host);
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        InetAddress address = attempt.resolve(host).get(0);
        attempt.enter(Phase.FIRST_BYTE);
        int seconds = Math.max(1, attempt.millisLeft() / 1_000);
        Process process;
        try {
            process = Ping.started(address.getHostAddress(), seconds);
        } catch (IOException unusable) {
            throw new AttemptFailed(
                    Fault.of(Reason.PREPARATION, Words.of(IcmpSubject.class, "pingCannotBeRun"), unusable));
        }
        attempt.closing(process::destroyForcibly);
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        Matcher time = TIME.matcher(said);
        if (time.find()) {
            attempt.measured(new BigDecimal(time.group(1)).multiply(NANOS).longValue());
            return;
        }
        String last = said.lines()
                .filter(line -> line.contains("nreachable") || line.contains("ping:"))
                .findFirst()
                .orElse("");
        throw last.isEmpty()
                ? new AttemptFailed(Reason.TIMEOUT, Words.of(IcmpSubject.class, "noEchoComesBack"))
                : new AttemptFailed(
                        Reason.CONNECT, Words.of(IcmpSubject.class, "noWayThere", Conversation.shown(last)));
    }
}
