package io.dabiao.check.dns;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Fault;
import io.dabiao.check.probe.LiveSubject;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Reason;
import io.dabiao.core.text.Words;
import io.dabiao.outbound.Datagrams;
import io.dabiao.outbound.OutboundRefused;
import io.netty.resolver.dns.DefaultDnsServerAddressStreamProvider;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.security.SecureRandom;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * One question to a resolver, by a datagram and where the answer does not fit by a connection.
 *
 * @param server empty for the system's first
 * @param expect records that must be among those answered
 * @param signed whether the resolver must have validated the answer
 */
record DnsSubject(String query, DnsType type, Optional<Endpoint> server, List<String> expect, boolean signed)
        implements LiveSubject {

    private static final List<String> CODES =
            List.of("NOERROR", "FORMERR", "SERVFAIL", "NXDOMAIN", "NOTIMP", "REFUSED");
    /** A datagram may be lost; it is said again after a third of the time. */
    private static final int TIMES = 3;

    /** Someone who guesses a question's number could answer it (RFC 5452). */
    private static final SecureRandom RANDOM = new SecureRandom();

    DnsSubject {
        expect = List.copyOf(expect);
    }

    @Override
    public String kind() {
        return "dns";
    }

    @Override
    public String address() {
        return query + " " + type + server.map(at -> " @" + at).orElse("");
    }

    @Override
    public List<String> hosts() {
        return server.map(Endpoint::toString).stream().toList();
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        InetSocketAddress to = server.isPresent()
                ? new InetSocketAddress(
                        attempt.resolve(server.get().host()).get(0),
                        server.get().port())
                : DefaultDnsServerAddressStreamProvider.defaultAddressList().get(0);
        attempt.enter(Phase.FIRST_BYTE);
        int id = RANDOM.nextInt(1 << 16);
        byte[] question = DnsMessage.question(id, query, type);
        DnsMessage answer = DnsMessage.read(asked(attempt, to, id, question), type);
        if (answer.cut()) {
            Conversation conversation =
                    attempt.connect(new Endpoint(to.getAddress().getHostAddress(), to.getPort()));
            conversation.say(ByteBuffer.allocate(2 + question.length)
                    .putShort((short) question.length)
                    .put(question)
                    .array());
            int length = conversation.octet() << 8 | conversation.octet();
            answer = DnsMessage.read(conversation.octets(length), type);
        }
        attempt.enter(Phase.BODY);
        judge(attempt, answer);
    }

    private static byte[] asked(Attempt attempt, InetSocketAddress to, int id, byte[] question)
            throws AttemptFailed, IOException {
        Datagrams datagrams = new Datagrams(attempt.means().policy());
        int third = Math.max(1, attempt.millisLeft() / TIMES);
        for (int time = 1; ; time++) {
            try {
                return datagrams.ask(
                        to,
                        question,
                        answer -> DnsMessage.answers(answer, id),
                        time < TIMES ? third : attempt.millisLeft());
            } catch (SocketTimeoutException lost) {
                if (time == TIMES) {
                    throw lost;
                }
            } catch (OutboundRefused denied) {
                throw new AttemptFailed(Fault.denied(denied.getMessage()));
            } catch (PortUnreachableException refused) {
                throw new AttemptFailed(
                        Fault.of(Reason.CONNECT, Words.of(DnsSubject.class, "noResolverListensAt", to), refused));
            }
        }
    }

    private void judge(Attempt attempt, DnsMessage answer) throws AttemptFailed {
        attempt.status(answer.code());
        if (answer.code() != 0) {
            String code = answer.code() < CODES.size() ? CODES.get(answer.code()) : String.valueOf(answer.code());
            throw new AttemptFailed(
                    answer.code() == 3 ? Reason.NAME : Reason.STATUS,
                    Words.of(DnsSubject.class, "theResolverAnswersFor", code, query));
        }
        if (answer.records().isEmpty()) {
            throw new AttemptFailed(Reason.NAME, Words.of(DnsSubject.class, "hasNoRecordOfType", query, type));
        }
        for (String wanted : expect) {
            if (answer.records().stream().noneMatch(one -> same(one, wanted))) {
                String there = String.join(", ", answer.records());
                throw new AttemptFailed(
                        Reason.CONTENT, Words.of(DnsSubject.class, "theRecordsAreWithout", there, wanted));
            }
        }
        if (signed && !answer.authentic()) {
            throw new AttemptFailed(Reason.CONTENT, Words.of(DnsSubject.class, "theResolverHasNotValidatedThe"));
        }
    }

    private static boolean same(String one, String other) {
        return plain(one).equals(plain(other));
    }

    private static String plain(String record) {
        String lower = record.strip().toLowerCase(Locale.ROOT);
        String bare = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        return bare.indexOf(':') >= 0 && bare.matches("[0-9a-f:.]+") ? expanded(bare) : bare;
    }

    /** An IPv6 address as Java writes it. */
    private static String expanded(String address) {
        try {
            return java.net.InetAddress.getByName(address).getHostAddress();
        } catch (java.net.UnknownHostException none) {
            return address;
        }
    }
}
