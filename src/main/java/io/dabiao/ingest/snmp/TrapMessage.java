package io.dabiao.ingest.snmp;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.dabiao.store.EventJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.snmp4j.PDU;
import org.snmp4j.PDUv1;
import org.snmp4j.asn1.BEROutputStream;
import org.snmp4j.mp.SnmpConstants;
import org.snmp4j.smi.Counter64;
import org.snmp4j.smi.Integer32;
import org.snmp4j.smi.Null;
import org.snmp4j.smi.OID;
import org.snmp4j.smi.OctetString;
import org.snmp4j.smi.UnsignedInteger32;
import org.snmp4j.smi.Variable;
import org.snmp4j.smi.VariableBinding;

/**
 * A trap or inform as a row: {@code version}, {@code trap} (its name, an object identifier), {@code agent} (the address of the device),
 * {@code uptime} (seconds the device has run), {@code variables} by object identifier, {@code received} (when it came: a trap says no time of its
 * own), and {@code digest}, by which one that is sent again is known. A trap of version 1 has the name that RFC 3584, section 3.1, gives it.
 */
final class TrapMessage {

    /** The generic traps of version 1 are {@code coldStart(0)} to {@code egpNeighborLoss(5)}. */
    private static final OID GENERIC = new OID("1.3.6.1.6.3.1.1.5");

    private static final int HUNDREDTHS = 2;

    private TrapMessage() {}

    /** @param version as its message said it: 0, 1 or 3 */
    static ObjectNode read(PDU pdu, int version, String sender, Instant received) {
        ObjectNode row = EventJson.MAPPER.createObjectNode();
        row.put("version", version == SnmpConstants.version1 ? "1" : version == SnmpConstants.version2c ? "2c" : "3");
        row.put("received", received.toString());
        row.put("agent", sender);
        ObjectNode variables = row.putObject("variables");
        if (pdu instanceof PDUv1 first) {
            row.put("trap", name(first).toDottedString());
            uptime(row, first.getTimestamp());
            if (!first.getAgentAddress().getInetAddress().isAnyLocalAddress()) {
                row.put("agent", first.getAgentAddress().getInetAddress().getHostAddress());
            }
        }
        for (VariableBinding binding : pdu.getVariableBindings()) {
            if (binding.getOid().equals(SnmpConstants.snmpTrapOID)) {
                row.put("trap", ((OID) binding.getVariable()).toDottedString());
            } else if (binding.getOid().equals(SnmpConstants.sysUpTime)
                    && binding.getVariable() instanceof UnsignedInteger32 ticks) {
                uptime(row, ticks.getValue());
            } else {
                put(variables, binding.getOid().toDottedString(), binding.getVariable());
            }
        }
        row.put("digest", digest(pdu, sender));
        return row;
    }

    private static OID name(PDUv1 trap) {
        if (trap.getGenericTrap() != PDUv1.ENTERPRISE_SPECIFIC) {
            return new OID(GENERIC.getValue(), trap.getGenericTrap() + 1);
        }
        OID name = new OID(trap.getEnterprise().getValue(), 0);
        name.append(trap.getSpecificTrap());
        return name;
    }

    private static void uptime(ObjectNode row, long hundredths) {
        row.put("uptime", java.math.BigDecimal.valueOf(hundredths, HUNDREDTHS));
    }

    private static void put(ObjectNode variables, String name, Variable value) {
        if (value instanceof Integer32 || value instanceof UnsignedInteger32) {
            variables.put(name, value.toLong());
        } else if (value instanceof Counter64 counter) {
            variables.put(name, new java.math.BigInteger(Long.toUnsignedString(counter.getValue())));
        } else if (value instanceof OctetString octets) {
            variables.put(name, text(octets.getValue()));
        } else if (value instanceof OID oid) {
            variables.put(name, oid.toDottedString());
        } else if (value instanceof Null) {
            variables.putNull(name);
        } else {
            variables.put(name, value.toString());
        }
    }

    /** What is text as text; else its bytes in hexadecimal behind {@code 0x}. */
    private static String text(byte[] octets) {
        try {
            String text = StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(octets))
                    .toString();
            if (text.codePoints()
                    .noneMatch(one -> Character.isISOControl(one) && one != '\n' && one != '\r' && one != '\t')) {
                return text;
            }
        } catch (CharacterCodingException bytes) {
            // Told below.
        }
        return "0x" + HexFormat.of().formatHex(octets);
    }

    /** Of the sender and all that it sent, the number of its request among it: one that is sent again has the same. */
    private static String digest(PDU pdu, String sender) {
        try (BEROutputStream out = new BEROutputStream(ByteBuffer.allocate(pdu.getBERLength()))) {
            pdu.encodeBER(out);
            ByteArrayOutputStream whole = new ByteArrayOutputStream();
            whole.write(sender.getBytes(StandardCharsets.UTF_8));
            whole.write(0);
            whole.write(out.getBuffer().array());
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(whole.toByteArray()));
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
