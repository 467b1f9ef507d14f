package io.dabiao.ingest.snmp;

import io.dabiao.ingest.source.Place;
import io.dabiao.ingest.source.Rows;
import java.io.IOException;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jboss.logging.Logger;
import org.snmp4j.CommandResponder;
import org.snmp4j.CommandResponderEvent;
import org.snmp4j.MessageDispatcherImpl;
import org.snmp4j.MessageException;
import org.snmp4j.PDU;
import org.snmp4j.Snmp;
import org.snmp4j.mp.MPv1;
import org.snmp4j.mp.MPv2c;
import org.snmp4j.mp.MPv3;
import org.snmp4j.mp.StatusInformation;
import org.snmp4j.security.AuthHMAC192SHA256;
import org.snmp4j.security.AuthHMAC384SHA512;
import org.snmp4j.security.AuthSHA;
import org.snmp4j.security.PrivAES128;
import org.snmp4j.security.PrivAES256;
import org.snmp4j.security.SecurityLevel;
import org.snmp4j.security.SecurityModel;
import org.snmp4j.security.SecurityProtocols;
import org.snmp4j.security.USM;
import org.snmp4j.security.UsmUser;
import org.snmp4j.smi.Address;
import org.snmp4j.smi.IpAddress;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UdpAddress;
import org.snmp4j.transport.DefaultUdpTransportMapping;

/**
 * A port, as declared. An inform is answered once what it says is durable, so that its sender repeats it until then; of a trap a sender hears
 * nothing.
 *
 * @param community of versions 1 and 2c, which is sent in the open; without one they are not taken
 * @param users of version 3; without one it is not taken
 */
record TrapPort(String source, String address, int port, Optional<String> community, List<TrapUser> users, Clock clock)
        implements Place.Heard {

    private static final Logger LOG = Logger.getLogger(TrapPort.class);

    /** Bytes of a datagram that are read; no trap is longer. */
    private static final int LONGEST = 65_507;

    /** Its community is no one's business. */
    @Override
    public String toString() {
        return "SNMP at " + address + ":" + port;
    }

    @Override
    public AutoCloseable listen(Taker taker) throws IOException {
        MessageDispatcherImpl dispatcher = new MessageDispatcherImpl();
        if (community.isPresent()) {
            dispatcher.addMessageProcessingModel(new MPv1());
            dispatcher.addMessageProcessingModel(new MPv2c());
        }
        if (!users.isEmpty()) {
            dispatcher.addMessageProcessingModel(new MPv3(security()));
        }
        DefaultUdpTransportMapping transport;
        try {
            transport = new DefaultUdpTransportMapping(new UdpAddress(InetAddress.getByName(address), port));
        } catch (IOException taken) {
            throw new IOException("port " + port + ": " + taken.getMessage(), taken);
        }
        transport.setMaxInboundMessageSize(LONGEST);
        Snmp snmp = new Snmp(dispatcher, transport);
        snmp.addCommandResponder(new Receiver(taker));
        try {
            snmp.listen();
        } catch (IOException failed) {
            snmp.close();
            throw failed;
        }
        return snmp;
    }

    private USM security() {
        // A sender of informs counts the receiver's starts: they must grow.
        int starts = (int) Math.min(Integer.MAX_VALUE, clock.instant().getEpochSecond());
        SecurityProtocols protocols = new SecurityProtocols(SecurityProtocols.SecurityProtocolSet.none);
        protocols.addAuthenticationProtocol(new AuthSHA());
        protocols.addAuthenticationProtocol(new AuthHMAC192SHA256());
        protocols.addAuthenticationProtocol(new AuthHMAC384SHA512());
        protocols.addPrivacyProtocol(new PrivAES128());
        protocols.addPrivacyProtocol(new PrivAES256());
        USM security = new USM(protocols, new OctetString(MPv3.createLocalEngineID(new OctetString(source))), starts);
        for (TrapUser user : users) {
            security.addUser(new UsmUser(
                    new OctetString(user.name()),
                    digest(user.digest()),
                    new OctetString(user.password()),
                    user.cipher().map(TrapPort::cipher).orElse(null),
                    user.key().map(OctetString::new).orElse(null)));
        }
        return security;
    }

    private static OID digest(TrapUser.Digest digest) {
        return switch (digest) {
            case SHA1 -> AuthSHA.ID;
            case SHA256 -> AuthHMAC192SHA256.ID;
            case SHA512 -> AuthHMAC384SHA512.ID;
        };
    }

    private static OID cipher(TrapUser.Cipher cipher) {
        return switch (cipher) {
            case AES128 -> PrivAES128.ID;
            case AES256 -> PrivAES256.ID;
        };
    }

    /** Whether it was sent by one who may: version 3 has been judged by its user. */
    private boolean known(CommandResponderEvent<?> event) {
        if (event.getSecurityModel() == SecurityModel.SECURITY_MODEL_USM) {
            return event.getSecurityLevel() >= least(new String(event.getSecurityName(), StandardCharsets.UTF_8));
        }
        return community
                .map(word -> MessageDigest.isEqual(word.getBytes(StandardCharsets.UTF_8), event.getSecurityName()))
                .orElse(false);
    }

    /** Who has a key is not taken in the open, whatever the message asks for. */
    private int least(String name) {
        return users.stream()
                .filter(user -> user.name().equals(name))
                .findFirst()
                .map(user -> user.cipher().isPresent() ? SecurityLevel.AUTH_PRIV : SecurityLevel.AUTH_NOPRIV)
                .orElse(Integer.MAX_VALUE);
    }

    /** Takes what was received, one after another: the rest waits in the port's buffer. */
    private final class Receiver implements CommandResponder {

        private final Taker taker;

        Receiver(Taker taker) {
            this.taker = taker;
        }

        @Override
        public <A extends Address> void processPdu(CommandResponderEvent<A> event) {
            PDU pdu = event.getPDU();
            boolean inform = pdu.getType() == PDU.INFORM;
            if (!inform && pdu.getType() != PDU.TRAP && pdu.getType() != PDU.V1TRAP) {
                return;
            }
            event.setProcessed(true);
            if (!known(event)) {
                LOG.debugf("the source %s: %s is not one who may send", source, event.getPeerAddress());
                return;
            }
            String sender =
                    ((IpAddress) event.getPeerAddress()).getInetAddress().getHostAddress();
            try {
                taker.take(Rows.Page.of(List.of(new Rows.Row(
                        TrapMessage.read(pdu, event.getMessageProcessingModel(), sender, clock.instant()),
                        sender,
                        OptionalLong.empty()))));
                if (inform) {
                    answer(event);
                }
            } catch (InterruptedException ending) {
                Thread.currentThread().interrupt();
            } catch (
                    RuntimeException failed) { // A port that is deaf from here on, and says so nowhere, would be worse.
                LOG.errorf(failed, "the source %s: what %s sent could not be taken", source, sender);
            }
        }

        private <A extends Address> void answer(CommandResponderEvent<A> event) {
            PDU answer = (PDU) event.getPDU().clone();
            answer.setType(PDU.RESPONSE);
            answer.setErrorStatus(PDU.noError);
            answer.setErrorIndex(0);
            try {
                event.getMessageDispatcher()
                        .returnResponsePdu(
                                event.getMessageProcessingModel(),
                                event.getSecurityModel(),
                                event.getSecurityName(),
                                event.getSecurityLevel(),
                                answer,
                                event.getMaxSizeResponsePDU(),
                                event.getStateReference(),
                                new StatusInformation());
            } catch (MessageException lost) { // Its sender repeats it, and it counts once.
                LOG.debugf("the source %s: %s was not answered: %s", source, event.getPeerAddress(), lost.getMessage());
            }
        }
    }
}
