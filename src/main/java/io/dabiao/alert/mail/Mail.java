package io.dabiao.alert.mail;

import io.dabiao.alert.Channel;
import io.dabiao.alert.ChannelField;
import io.dabiao.alert.Delivery;
import io.dabiao.alert.Markdown;
import io.dabiao.alert.Notification;
import io.dabiao.alert.Receiver;
import io.dabiao.alert.Text;
import io.dabiao.core.text.Words;
import io.dabiao.outbound.GuardedSockets;
import io.dabiao.outbound.OutboundPolicy;
import io.dabiao.outbound.OutboundRefused;
import io.dabiao.yaml.Cursor;
import io.dabiao.yaml.Fields;
import io.dabiao.yaml.Secret;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.mail.Address;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.SendFailedException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.AddressException;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeBodyPart;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.io.UnsupportedEncodingException;
import java.net.IDN;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import java.util.regex.Pattern;
import org.eclipse.angus.mail.smtp.SMTPAddressFailedException;
import org.eclipse.angus.mail.smtp.SMTPSendFailedException;
import org.eclipse.angus.mail.smtp.SMTPTransport;
import org.jboss.logging.Logger;

/**
 * Mail by SMTP, as text and as HTML, with headers that strict relays take. The message's id is made of the notification's key, so that a
 * repeat bears the same one; all that is said of one alert refers to one id, which mail programs show as a thread.
 */
@ApplicationScoped
public class Mail implements Channel {

    private static final Logger LOG = Logger.getLogger(Mail.class);

    private static final String PATIENCE_MILLIS = "5000";
    private static final String HELLO = "mail.smtp.localhost";

    /** A name with a domain whose last part is a word, so that it is no address either. */
    private static final Pattern QUALIFIED = Pattern.compile(
            "(?:[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?\\.)+[A-Za-z](?:[A-Za-z0-9-]*[A-Za-z0-9])?");

    /** How the connection is made secure. */
    enum Security {
        NONE(25),
        STARTTLS(587),
        TLS(465);

        private final int usualPort;

        Security(int usualPort) {
            this.usualPort = usualPort;
        }

        String word() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    private static final Map<String, Security> SECURITIES = Cursor.words(Security.values(), Security::word);

    /** Under which a head is written in ASCII (RFC 2047), whatever the addresses of the settings want. */
    private static final Session ASCII = Session.getInstance(new Properties());

    private final OutboundPolicy policy;

    public Mail(OutboundPolicy policy) {
        this.policy = policy;
    }

    @Override
    public String name() {
        return "mail";
    }

    @Override
    public Words called() {
        return Words.of(Mail.class, "called");
    }

    @Override
    public List<ChannelField> fields() {
        return List.of(
                ChannelField.text("host", Words.of(Mail.class, "mailServer"), "smtp.example.org"),
                ChannelField.choice(
                        "security",
                        Words.of(Mail.class, "encryption"),
                        List.of(Security.STARTTLS.word(), Security.TLS.word(), Security.NONE.word())),
                ChannelField.number("port", Words.of(Mail.class, "port"), "587").optional(),
                ChannelField.text("hello", Words.of(Mail.class, "hello"), "dabiao.example.org")
                        .optional(),
                ChannelField.text("from", Words.of(Mail.class, "sender"), "达标 <dabiao@example.org>"),
                ChannelField.lines("to", Words.of(Mail.class, "toEachOnALine"), "office@example.org"),
                ChannelField.text("user", Words.of(Mail.class, "user"), "").optional(),
                ChannelField.secret("password", Words.of(Mail.class, "password"), "")
                        .optional());
    }

    @Override
    public Optional<Receiver> receiver(Fields settings) {
        Optional<String> host = settings.required("host").flatMap(Cursor::text);
        Optional<Security> security =
                settings.optional("security").map(at -> at.oneOf(SECURITIES)).orElse(Optional.of(Security.STARTTLS));
        Optional<Optional<Integer>> port = settings.optional("port")
                .map(at -> at.integer(1, 65_535, "a port from 1 to 65535").map(Optional::of))
                .orElse(Optional.of(Optional.empty()));
        Optional<Cursor> hello = settings.optional("hello");
        Optional<String> called = hello.flatMap(Mail::qualified);
        Optional<InternetAddress> from = settings.required("from").flatMap(Mail::address);
        List<Cursor> written =
                settings.required("to").map(at -> at.items("addresses")).orElse(List.of());
        List<InternetAddress> to =
                written.stream().map(Mail::address).flatMap(Optional::stream).toList();
        settings.optional("to")
                .filter(Cursor::emptyList)
                .ifPresent(at -> at.fault("an empty list", "one address at least", "write to: [office@example.org]"));
        Optional<Cursor> user = settings.optional("user");
        Optional<String> name = user.flatMap(Cursor::text);
        Optional<Cursor> secret = settings.optional("password");
        Optional<String> password = secret.flatMap(Secret::read);
        if (user.isPresent() != secret.isPresent()) {
            settings.whole()
                    .fault(
                            user.isPresent() ? "a user without a password" : "a password without a user",
                            "both or neither",
                            "write both");
            return Optional.empty();
        }
        if (host.isEmpty()
                || security.isEmpty()
                || port.isEmpty()
                || hello.isPresent() && called.isEmpty()
                || from.isEmpty()
                || to.isEmpty()
                || to.size() < written.size()
                || user.isPresent() && (name.isEmpty() || password.isEmpty())) {
            return Optional.empty();
        }
        Security secured = security.get();
        boolean letters = international(from.get()) || to.stream().anyMatch(Mail::international);
        return Optional.of(new Mailbox(
                session(host.get(), port.get().orElse(secured.usualPort), secured, name.isPresent(), letters, called),
                from.get(),
                to,
                name,
                password));
    }

    private static Optional<InternetAddress> address(Cursor at) {
        return at.text().flatMap(text -> {
            try {
                InternetAddress address = new InternetAddress(text, true);
                address.setAddress(ascii(address.getAddress()));
                address.validate();
                if (address.getPersonal() != null) {
                    // As it was written its letters would stand in the header as they are.
                    address.setPersonal(address.getPersonal(), StandardCharsets.UTF_8.name());
                }
                return Optional.of(address);
            } catch (AddressException | UnsupportedEncodingException | IllegalArgumentException none) {
                at.fault(at.shown(), "a mail address", "write it as office@example.org or 办公室 <office@example.org>");
                return Optional.empty();
            }
        });
    }

    /** With the domain as the name service knows it: 例子.中国 is xn--fsqu00a.xn--fiqs8s. */
    private static String ascii(String address) {
        int at = address.lastIndexOf('@');
        return at < 0 ? address : address.substring(0, at + 1) + IDN.toASCII(address.substring(at + 1));
    }

    /** Of a message or a thread: only what may stand there as it is, and a domain that is the sender's. */
    private static String id(String key, InternetAddress from) {
        String plain = key.matches("[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
                ? key
                : UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
        String address = from.getAddress();
        return "<" + plain + "@" + address.substring(address.lastIndexOf('@') + 1) + ">";
    }

    /** Whether a name before the @ has letters that only servers with SMTPUTF8 (RFC 6531) take. */
    private static boolean international(InternetAddress address) {
        return !address.getAddress().chars().allMatch(c -> c < 0x80);
    }

    /** What a server that is called by it takes for a name: more than a word (RFC 5321, 2.3.5). */
    private static Optional<String> qualified(Cursor at) {
        return at.text()
                .filter(name -> at.expect(
                        QUALIFIED.matcher(name).matches(),
                        "this machine's name with its domain",
                        "write it as dabiao.example.org"));
    }

    /**
     * What this side calls itself where nothing is declared: its name with its domain, or where it has none, as in a container, its
     * address. A bare word is turned away by strict relays.
     */
    private static String hello() {
        try {
            InetAddress here = InetAddress.getLocalHost();
            String name = here.getCanonicalHostName();
            if (QUALIFIED.matcher(name).matches()) {
                return name;
            }
            return here instanceof Inet4Address
                    ? "[" + here.getHostAddress() + "]"
                    : "[IPv6:" + here.getHostAddress().replaceFirst("%.*", "") + "]";
        } catch (UnknownHostException nameless) {
            return "[127.0.0.1]";
        }
    }

    private Session session(
            String host,
            int port,
            Security security,
            boolean authenticates,
            boolean international,
            Optional<String> called) {
        Properties properties = new Properties();
        called.ifPresent(name -> properties.put(HELLO, name));
        if (international) {
            properties.put("mail.mime.allowutf8", "true");
        }
        String protocol = "smtp";
        properties.put("mail.transport.protocol", protocol);
        properties.put("mail.smtp.host", host);
        properties.put("mail.smtp.port", Integer.toString(port));
        properties.put("mail.smtp.auth", Boolean.toString(authenticates));
        properties.put("mail.smtp.connectiontimeout", PATIENCE_MILLIS);
        properties.put("mail.smtp.timeout", PATIENCE_MILLIS);
        properties.put("mail.smtp.writetimeout", PATIENCE_MILLIS);
        properties.put("mail.smtp.socketFactory", new GuardedSockets(policy));
        // Otherwise what the factory refuses would be tried without it.
        properties.put("mail.smtp.socketFactory.fallback", "false");
        // One address that is refused does not keep the others from being told.
        properties.put("mail.smtp.sendpartial", "true");
        properties.put("mail.smtp.ssl.checkserveridentity", "true");
        properties.put("mail.smtp.starttls.required", Boolean.toString(security == Security.STARTTLS));
        properties.put("mail.smtp.starttls.enable", Boolean.toString(security == Security.STARTTLS));
        properties.put("mail.smtp.ssl.enable", Boolean.toString(security == Security.TLS));
        return Session.getInstance(properties);
    }

    private record Mailbox(
            Session session,
            InternetAddress from,
            List<InternetAddress> to,
            Optional<String> user,
            Optional<String> password)
            implements Receiver {

        @Override
        public Delivery deliver(Notification notification, Text text) {
            try (Transport transport = session.getTransport()) {
                session.getProperties().computeIfAbsent(HELLO, any -> hello());
                transport.connect(user.orElse(null), password.orElse(null));
                boolean able = transport instanceof SMTPTransport smtp && smtp.supportsExtension("SMTPUTF8");
                List<InternetAddress> taken =
                        to.stream().filter(one -> able || !international(one)).toList();
                if (taken.isEmpty() || international(from) && !able) {
                    return new Delivery.Refused(
                            "the server does not offer SMTPUTF8 (RFC 6531), without which an address"
                                    + " has no letters beyond ASCII before the @");
                }
                if (taken.size() < to.size()) {
                    LOG.warnf("The mail server does not offer SMTPUTF8: mail goes to %s alone", taken);
                }
                MimeMessage message = message(notification, text, able, taken);
                transport.sendMessage(message, message.getAllRecipients());
                return new Delivery.Delivered();
            } catch (MessagingException failed) {
                return outcome(failed);
            }
        }

        /** @param able whether the server takes heads in letters beyond ASCII (RFC 6532), where an address wants them */
        private MimeMessage message(Notification notification, Text text, boolean able, List<InternetAddress> taken)
                throws MessagingException {
            MimeMessage message = new Identified(able ? session : ASCII, id(notification.key(), from));
            message.setFrom(from);
            message.setRecipients(Message.RecipientType.TO, taken.toArray(Address[]::new));
            message.setSubject(Markdown.line(text.title()), StandardCharsets.UTF_8.name());
            message.setSentDate(Date.from(notification.at()));
            message.setContent(parts(text));
            message.setHeader("Auto-Submitted", "auto-generated");
            message.setHeader("X-Auto-Response-Suppress", "All");
            String thread = id("thread." + notification.alerts().get(0).id(), from);
            message.setHeader("In-Reply-To", thread);
            message.setHeader("References", thread);
            message.saveChanges();
            return message;
        }

        /** The last part is what programs prefer that show it. */
        private static MimeMultipart parts(Text text) throws MessagingException {
            MimeBodyPart plain = new MimeBodyPart();
            plain.setText(Markdown.plain(text.body()), StandardCharsets.UTF_8.name());
            MimeBodyPart page = new MimeBodyPart();
            page.setContent(
                    "<!DOCTYPE html>\n<html><head><meta charset=\"UTF-8\"></head><body>\n" + Markdown.html(text.body())
                            + "</body></html>\n",
                    "text/html; charset=UTF-8");
            return new MimeMultipart("alternative", plain, page);
        }

        /** A message that some of the receivers have is delivered: sending it again would tell those twice. */
        private static Delivery outcome(MessagingException failed) {
            List<String> refused = new ArrayList<>();
            int worst = 0;
            for (Exception one = failed; one instanceof MessagingException; one = next(one)) {
                if (one instanceof SMTPAddressFailedException address) {
                    refused.add(
                            address.getAddress() + ": " + address.getMessage().strip());
                    worst = Math.max(worst, address.getReturnCode());
                } else if (one instanceof SMTPSendFailedException whole) {
                    worst = Math.max(worst, whole.getReturnCode());
                } else if (next(one) instanceof OutboundRefused kept) {
                    return new Delivery.Refused(kept.getMessage());
                }
            }
            if (failed instanceof SendFailedException partly
                    && partly.getValidSentAddresses() != null
                    && partly.getValidSentAddresses().length > 0) {
                LOG.warnf("Mail reached %s but not all: %s", Arrays.toString(partly.getValidSentAddresses()), refused);
                return new Delivery.Delivered();
            }
            String reason = refused.isEmpty() ? words(failed) : String.join("; ", refused);
            return worst >= 500 ? new Delivery.Refused(reason) : new Delivery.TryAgain(reason, Optional.empty());
        }

        private static Exception next(Exception one) {
            return ((MessagingException) one).getNextException();
        }

        private static String words(MessagingException failed) {
            String said =
                    String.valueOf(failed.getMessage()).replaceAll("\\s+", " ").strip();
            return failed.getClass().getSimpleName() + ": " + said;
        }
    }

    /** A message with an id of its own choosing. */
    private static final class Identified extends MimeMessage {

        private final String id;

        Identified(Session session, String id) {
            super(session);
            this.id = id;
        }

        @Override
        protected void updateMessageID() throws MessagingException {
            setHeader("Message-ID", id);
        }
    }
}
