-- A stored version may be reviewed before it is approved, and given back to the one who stored it, with words.
alter table declaration_version
    add reviewed_by      text,
    add reviewed_because text,
    add reviewed_at      timestamptz,
    add returned_by      text,
    add returned_because text,
    add returned_at      timestamptz;

alter table declaration_version drop constraint declaration_version_standing_check;
alter table declaration_version add constraint declaration_version_standing_check
    check (standing in ('in_force', 'draft', 'proposed', 'returned', 'scheduled', 'superseded', 'withdrawn'));
