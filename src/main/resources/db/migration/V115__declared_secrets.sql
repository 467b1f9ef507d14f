-- A declaration may name only variables with a prefix and files of one folder. What was stored before that goes on for a while.

-- Whether a version was recorded since the rule.
alter table declaration_version add column confined boolean not null default true;
update declaration_version set confined = false;

-- What older versions name beyond the rule, and when the service first saw it: from then on the time is counted.
create table declared_secret (
    kept    text        not null check (kept in ('env', 'file')),
    name    text        not null,
    seen_at timestamptz not null,
    primary key (kept, name)
);
