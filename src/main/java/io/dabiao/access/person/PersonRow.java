package io.dabiao.access.person;

import io.dabiao.access.Role;
import io.quarkus.hibernate.orm.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** A row of {@code person}. */
@Entity
@Table(name = "person")
class PersonRow extends PanacheEntityBase {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    public Long id;

    /** What is typed at sign-in, in small letters. */
    public String name;

    /** As the pages and the audit log name the person. */
    public String shown;

    /** As {@link Passwords} writes it; null for who signs in elsewhere. */
    public String password;

    /** Who vouches for a person that signs in elsewhere; null for a local account. */
    public String issuer;

    public String subject;

    /** Of {@link Role#OF_PEOPLE}. */
    public String[] roles;

    /** Of a programme owner: the ids of the only projects that they see. */
    public String[] projects;

    /** By what names declarations call this person or their office. */
    @Column(name = "owner_names")
    public String[] ownerNames;

    @Column(name = "created_at")
    public Instant createdAt;

    @Column(name = "created_by")
    public String createdBy;

    @Column(name = "ended_at")
    public Instant endedAt;

    @Column(name = "ended_by")
    public String endedBy;

    /** When the overview was last looked at. */
    @Column(name = "visited_at")
    public Instant visitedAt;

    /** When it was last looked at before this visit. */
    @Column(name = "visited_before")
    public Instant visitedBefore;

    /** What the roles come to: an owner reads and reports. */
    Set<String> effectiveRoles() {
        Set<String> effective = new TreeSet<>(Arrays.asList(roles));
        if (effective.remove(Role.OWNER)) {
            effective.add(Role.VIEW);
            effective.add(Role.REPORT);
        }
        return effective;
    }

    /** An owner without a project sees none: only another role lifts the limit. */
    Optional<Set<String>> limit() {
        List<String> mine = Arrays.asList(roles);
        boolean owner = mine.contains(Role.OWNER);
        boolean more = mine.stream().anyMatch(role -> !role.equals(Role.OWNER));
        return owner && !more ? Optional.of(Set.of(projects)) : Optional.empty();
    }

    Person person() {
        return new Person(
                id,
                shown,
                password != null,
                Optional.ofNullable(issuer),
                List.of(roles),
                List.of(projects),
                List.of(ownerNames),
                createdAt,
                createdBy,
                Optional.ofNullable(endedAt),
                Optional.ofNullable(endedBy),
                Optional.ofNullable(visitedAt));
    }
}
