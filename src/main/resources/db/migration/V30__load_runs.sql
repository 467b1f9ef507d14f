-- Load checks that were run, here or by another tool, with what they found.
create table load_run (
    id uuid primary key,
    site text not null,
    project text not null,
    year int not null,
    tool text not null,
    begun_by text not null,
    begun timestamptz not null,
    -- By the database's clock; a run that is silent for long has died with its replica.
    beat timestamptz not null default clock_timestamp(),
    ended timestamptz,
    abort_asked boolean not null default false,
    progress text,
    outcome text,
    users int,
    sentence text,
    evidence text,
    -- The event of a run that says something; null where it says nothing.
    event text,
    told boolean not null default false
);

-- One at a time, of all replicas: two loads would measure each other.
create unique index load_run_under_way on load_run ((true)) where ended is null;
create index load_run_by_site on load_run (site, begun desc);
create index load_run_untold on load_run (begun) where event is not null and not told;
