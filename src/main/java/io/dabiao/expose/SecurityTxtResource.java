package io.dabiao.expose;

import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.dabiao.settings.Settings;
import jakarta.annotation.security.PermitAll;
import jakarta.inject.Inject;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import java.net.URI;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.security.SecurityRequirements;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jboss.logging.Logger;

/** Whom to tell of a fault of this installation's security, by RFC 9116. For anybody. */
@Path("/.well-known/security.txt")
@Produces("text/plain;charset=UTF-8")
@PermitAll
@Tag(name = "status", description = "How the service is, and whom to tell.")
public class SecurityTxtResource {

    private static final Logger LOG = Logger.getLogger(SecurityTxtResource.class);

    /** Where no day is set: what stands for longer than a year is no longer believed, says the RFC. */
    private static final int USUAL_DAYS = 180;

    private static final Set<String> SCHEMES = Set.of("mailto", "https", "tel");

    private final List<URI> contacts;
    private final Optional<LocalDate> expires;
    private final ZoneId zone;
    private final Clock clock;

    @Inject
    SecurityTxtResource(Settings settings, Clock clock) {
        this(settings.securityContacts().orElse(List.of()), settings.securityExpires(), settings.zone(), clock);
    }

    SecurityTxtResource(List<URI> contacts, Optional<LocalDate> expires, ZoneId zone, Clock clock) {
        this.contacts = contacts;
        this.expires = expires;
        this.zone = zone;
        this.clock = clock;
        for (URI contact : contacts) {
            if (contact.getScheme() == null || !SCHEMES.contains(contact.getScheme())) {
                throw new IllegalArgumentException(
                        "dabiao.security-contacts must be addresses such as mailto:security@example.org or"
                                + " https://example.org/security, not '" + contact + "'");
            }
        }
    }

    @GET
    @SecurityRequirements
    @Operation(
            operationId = "getSecurityTxt",
            summary = "Whom to tell of a fault of this installation's security",
            description =
                    "By RFC 9116, where dabiao.security-contacts names somebody and the day until which that holds"
                            + " is not over; 404 otherwise.")
    public String text() {
        if (contacts.isEmpty()) {
            throw new Problem(
                    ErrorCode.NO_CONTACT, "this installation names nobody: dabiao.security-contacts is not set");
        }
        Instant now = clock.instant();
        Instant until = expires.map(day -> day.plusDays(1).atStartOfDay(zone).toInstant())
                .orElseGet(() -> now.truncatedTo(ChronoUnit.DAYS).plus(USUAL_DAYS, ChronoUnit.DAYS));
        if (!now.isBefore(until)) {
            LOG.warnf("dabiao.security-expires is over since %s; no security.txt is given until it is renewed", until);
            throw new Problem(ErrorCode.NO_CONTACT, "what this installation says of it held until " + until);
        }
        StringBuilder text = new StringBuilder();
        contacts.forEach(contact -> text.append("Contact: ").append(contact).append('\n'));
        return text.append("Expires: ")
                .append(until)
                .append("\nPreferred-Languages: zh, en\n")
                .toString();
    }
}
