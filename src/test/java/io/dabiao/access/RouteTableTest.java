package io.dabiao.access;

import static io.dabiao.Api.token;

import io.dabiao.Guard;
import io.dabiao.ServiceDatabase;
import io.dabiao.access.person.People;
import io.dabiao.access.person.Person;
import io.dabiao.access.person.Session;
import io.dabiao.access.person.Sessions;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** A new route without a row fails, and so does one that answers somebody else than before. */
@QuarkusTest
@WithTestResource(ServiceDatabase.class)
class RouteTableTest {

    private static final String OWN = "publicity";
    private static final String OTHER = "it-operations";

    @Inject
    People people;

    @Inject
    Sessions sessions;

    @Test
    @Guard
    void everyRouteAnswersEveryRoleAsTheTableSays() throws IOException {
        Map<String, RouteTable.Visitor> visitors = new LinkedHashMap<>();
        visitors.put("nobody", request -> request);
        for (String role : List.of(Role.VIEW, Role.INGEST, Role.REPORT)) {
            visitors.put(role, RouteTable.bearer(token("routes " + role, List.of(role), Map.of())));
        }
        visitors.put("own-token", RouteTable.bearer(limited(OWN)));
        visitors.put("other-token", RouteTable.bearer(limited(OTHER)));
        visitors.put("owner", owner("路由表负责人", OWN));
        visitors.put("other-owner", owner("路由表他人", OTHER));
        visitors.put("admin", RouteTable.admin());

        RouteTable.check(visitors);
    }

    private static String limited(String project) {
        return token("routes " + project, List.of(Role.VIEW, Role.REPORT), Map.of("projects", List.of(project)));
    }

    /** With a session for each request: one of the routes ends it. */
    private RouteTable.Visitor owner(String name, String project) {
        Person person = people.create(name, "一句容易记住的话 2024", Set.of(Role.OWNER), Set.of(project), Set.of(), "test");
        return request -> {
            String secret = sessions.begin(person, Optional.empty(), "test");
            Session session = sessions.find(secret).orElseThrow();
            return request.header("Cookie", "dabiao-session=" + secret).header("X-CSRF-Token", session.csrf());
        };
    }
}
