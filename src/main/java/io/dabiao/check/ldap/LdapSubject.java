package io.dabiao.check.ldap;

import io.dabiao.check.probe.Attempt;
import io.dabiao.check.probe.AttemptFailed;
import io.dabiao.check.probe.Conversation;
import io.dabiao.check.probe.Endpoint;
import io.dabiao.check.probe.Phase;
import io.dabiao.check.probe.Reason;
import io.dabiao.check.probe.SecuredSubject;
import io.dabiao.check.probe.Texts;
import io.dabiao.check.probe.TlsUse;
import io.dabiao.core.probe.Probe;
import io.dabiao.core.text.Words;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.bouncycastle.asn1.ASN1Encodable;
import org.bouncycastle.asn1.ASN1EncodableVector;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1Enumerated;
import org.bouncycastle.asn1.ASN1Integer;
import org.bouncycastle.asn1.ASN1OctetString;
import org.bouncycastle.asn1.ASN1Sequence;
import org.bouncycastle.asn1.ASN1TaggedObject;
import org.bouncycastle.asn1.BERTags;
import org.bouncycastle.asn1.DEROctetString;
import org.bouncycastle.asn1.DERSequence;
import org.bouncycastle.asn1.DERTaggedObject;

/**
 * A bind, anonymous or by name and password, and an unbind: RFC 4511.
 *
 * @param bind the name; empty for anonymous
 */
record LdapSubject(Endpoint to, TlsUse use, Optional<String> bind, Optional<Probe.Text> password)
        implements SecuredSubject {

    private static final int BIND = 0;
    private static final int UNBIND = 2;
    private static final int EXTENDED = 23;
    private static final String START_TLS = "1.3.6.1.4.1.1466.20037";
    private static final int LONGEST = 1 << 20;
    private static final int VERSION = 3;
    private static final Map<Integer, String> CODES = Map.of(
            1,
            "operationsError",
            8,
            "strongerAuthRequired",
            13,
            "confidentialityRequired",
            48,
            "inappropriateAuthentication",
            49,
            "invalidCredentials",
            51,
            "busy",
            52,
            "unavailable",
            53,
            "unwillingToPerform");

    @Override
    public String kind() {
        return "ldap";
    }

    @Override
    public List<Probe.Text> secrets() {
        return password.stream().toList();
    }

    @Override
    public void look(Attempt attempt) throws AttemptFailed, IOException {
        Optional<String> secret = attempt.text(password);
        Conversation conversation = attempt.connect(to);
        use.secureDirect(attempt, conversation, to);
        int number = 1;
        if (use.kind() == TlsUse.Kind.STARTTLS) {
            asked(
                    attempt,
                    conversation,
                    number++,
                    new DERTaggedObject(
                            false,
                            BERTags.APPLICATION,
                            EXTENDED,
                            new DERSequence(new DERTaggedObject(false, 0, octets(START_TLS)))));
            use.secure(attempt, conversation, to);
        }
        ASN1EncodableVector request = new ASN1EncodableVector();
        request.add(new ASN1Integer(VERSION));
        request.add(octets(bind.orElse("")));
        request.add(new DERTaggedObject(false, 0, octets(secret.orElse(""))));
        asked(
                attempt,
                conversation,
                number++,
                new DERTaggedObject(false, BERTags.APPLICATION, BIND, new DERSequence(request)));
        attempt.enter(Phase.BODY);
        conversation.say(message(
                number,
                new DERTaggedObject(false, BERTags.APPLICATION, UNBIND, org.bouncycastle.asn1.DERNull.INSTANCE)));
    }

    private static ASN1OctetString octets(String text) {
        return new DEROctetString(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    private static byte[] message(int number, ASN1Encodable operation) throws IOException {
        ASN1EncodableVector message = new ASN1EncodableVector();
        message.add(new ASN1Integer(number));
        message.add(operation);
        return new DERSequence(message).getEncoded(ASN1Encoding.DER);
    }

    private static void asked(Attempt attempt, Conversation conversation, int number, ASN1Encodable operation)
            throws AttemptFailed, IOException {
        conversation.say(message(number, operation));
        int tag = conversation.octet();
        if (tag != 0x30) {
            throw Texts.foreign(Words.of(LdapSubject.class, "directory"), String.valueOf((char) tag));
        }
        int length = conversation.octet();
        if (length > 0x80) {
            int octets = length & 0x7f;
            length = 0;
            for (int i = 0; i < octets && i < 4; i++) {
                length = length << 8 | conversation.octet();
            }
        }
        if (length < 0 || length > LONGEST) {
            throw Texts.foreign(Words.of(LdapSubject.class, "directory"), length + " bytes");
        }
        try {
            // The number of the message, then the answer: an application tag around code, matched name and words.
            byte[] body = conversation.octets(length);
            byte[] whole = new byte[body.length + 6];
            System.arraycopy(
                    new byte[] {
                        0x30,
                        (byte) 0x84,
                        (byte) (body.length >> 24),
                        (byte) (body.length >> 16),
                        (byte) (body.length >> 8),
                        (byte) body.length
                    },
                    0,
                    whole,
                    0,
                    6);
            System.arraycopy(body, 0, whole, 6, body.length);
            ASN1Sequence message = ASN1Sequence.getInstance(whole);
            ASN1Sequence answer = (ASN1Sequence)
                    ASN1TaggedObject.getInstance(message.getObjectAt(1)).getBaseUniversal(false, BERTags.SEQUENCE);
            int code = ASN1Enumerated.getInstance(answer.getObjectAt(0)).intValueExact();
            String words = new String(
                    ASN1OctetString.getInstance(answer.getObjectAt(2)).getOctets(),
                    java.nio.charset.StandardCharsets.UTF_8);
            attempt.status(code);
            if (code != 0) {
                String name = CODES.getOrDefault(code, "code");
                String said = name + " (" + code + ")" + (words.isEmpty() ? "" : ": " + Conversation.shown(words));
                throw new AttemptFailed(Reason.STATUS, Words.of(LdapSubject.class, "theDirectoryAnswers", said));
            }
        } catch (IllegalArgumentException | IllegalStateException | ArrayIndexOutOfBoundsException broken) {
            throw Texts.foreign(Words.of(LdapSubject.class, "directory"), String.valueOf(broken.getMessage()));
        }
    }
}
