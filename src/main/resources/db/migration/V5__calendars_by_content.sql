-- A replay needs the working days as they were known, not as today's files have them.
create table calendar_version (
    digest      text primary key,
    names       text        not null,
    content     text        not null,
    recorded_at timestamptz not null
);

-- Null in rows older than this table.
alter table verdict_change add column calendar_digest text;
