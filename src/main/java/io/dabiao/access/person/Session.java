package io.dabiao.access.person;

import java.util.Optional;
import java.util.Set;

/**
 * Somebody who has signed in, as of this request.
 *
 * @param hash the row's key
 * @param shown the person's name
 * @param roles what the person's roles come to
 * @param projects the only projects, by id, of which the person may know; absent for any
 * @param ownerNames by what names declarations call the person or his office
 * @param csrf what every unsafe request of this session must bear
 * @param enrols whether a second factor is demanded of the person and not set up yet: nothing else is permitted
 * @param flash something to be said once, on this page; empty where there is nothing
 */
public record Session(
        String hash,
        long personId,
        String shown,
        Set<String> roles,
        Optional<Set<String>> projects,
        Set<String> ownerNames,
        String csrf,
        boolean enrols,
        Optional<String> flash) {

    /** Under which name a security identity keeps it. */
    public static final String ATTRIBUTE = "dabiao.session";
}
