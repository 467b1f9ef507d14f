-- A version may wait: for a person's approval, or for the day from which it is in force.
alter table declaration_version drop constraint declaration_version_standing_check;
alter table declaration_version add constraint declaration_version_standing_check
    check (standing in ('in_force', 'draft', 'proposed', 'scheduled', 'superseded', 'withdrawn'));
-- The first day on which it is in force; null where it was so as soon as it was recorded or approved.
alter table declaration_version add column effective date;
alter table declaration_version add column approved_by text;
alter table declaration_version add column approved_because text;
alter table declaration_version add column approved_at timestamptz;
alter table declaration_version add check (standing <> 'scheduled' or effective is not null);
