package io.dabiao.expose;

import io.dabiao.access.Caller;
import io.dabiao.access.Role;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Person;
import io.dabiao.problem.ErrorCode;
import io.dabiao.problem.Problem;
import io.smallrye.common.annotation.Blocking;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** The accounts of people and what they may do. Accounts are made and ended on pages, where passwords are. */
@Path("/api/v1/people")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
@RolesAllowed(Role.ADMIN)
@Blocking
@Tag(name = "access")
public class PeopleResource {

    /**
     * An account, without its password.
     *
     * @param projects of an owner: ids of the only projects that they see
     * @param ownerNames by what names declarations call the person or their office
     * @param issuer who vouches for the person; null where the account is this service's own
     * @param endedAt null while it is in use
     */
    @Schema(name = "Person")
    public record PersonView(
            long id,
            String name,
            List<String> roles,
            List<String> projects,
            List<String> ownerNames,
            String issuer,
            Instant createdAt,
            String createdBy,
            Instant endedAt) {

        static PersonView of(Person person) {
            return new PersonView(
                    person.id(),
                    person.shown(),
                    person.roles(),
                    person.projects(),
                    person.ownerNames(),
                    person.issuer().orElse(null),
                    person.createdAt(),
                    person.createdBy(),
                    person.endedAt().orElse(null));
        }
    }

    /**
     * What a person may do.
     *
     * @param roles at least one
     * @param projects absent or empty for none of an owner's
     * @param ownerNames absent or empty for none
     */
    @Schema(name = "PermissionsWanted")
    public record Permissions(Set<String> roles, Set<String> projects, Set<String> ownerNames) {}

    private final People people;
    private final Caller caller;

    PeopleResource(People people, Caller caller) {
        this.people = people;
        this.caller = caller;
    }

    @GET
    @Operation(operationId = "listPeople", summary = "Accounts of people, ended ones last")
    public List<PersonView> people() {
        return people.all().stream().map(PersonView::of).toList();
    }

    @PUT
    @Path("{id}/permissions")
    @Operation(
            operationId = "permitPerson",
            summary = "Says what a person may do",
            description =
                    "It holds from the next request on; where roles differ, the person's sessions end. Of someone for whom another service"
                            + " vouches, that service says the roles again at the next sign-in.")
    public PersonView permit(@PathParam("id") long id, Permissions wanted) {
        people.find(id)
                .filter(one -> one.endedAt().isEmpty())
                .orElseThrow(() -> new Problem(ErrorCode.NO_SUCH_PERSON, "no account in use has the id " + id));
        if (wanted == null || wanted.roles() == null || wanted.roles().contains(null)) {
            throw noRole();
        }
        try {
            people.permit(id, wanted.roles(), words(wanted.projects()), words(wanted.ownerNames()), caller.name());
        } catch (People.Refused refused) {
            throw refused.fault() == People.Fault.LAST_ADMINISTRATOR
                    ? new Problem(ErrorCode.LAST_ADMINISTRATOR, "no one would be left to administer the service")
                    : noRole();
        }
        return PersonView.of(people.find(id).orElseThrow());
    }

    private static Problem noRole() {
        return new Problem(
                ErrorCode.NO_SUCH_ROLE,
                "roles must be some of " + String.join(", ", Role.OF_PEOPLE) + ", one at least");
    }

    private static Set<String> words(Set<String> given) {
        if (given != null && given.contains(null)) {
            throw new Problem(ErrorCode.NO_SUCH_WORD, "a list has texts, null is none");
        }
        return given == null ? Set.of() : given;
    }
}
