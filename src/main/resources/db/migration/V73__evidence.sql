-- Documents that show where a reported value comes from, each kept once however often it is attached. Which value rests on
-- which document is said by the value's own event.
create table evidence (
    sha256     text primary key check (sha256 ~ '^[0-9a-f]{64}$'),
    name       text        not null,
    media_type text        not null,
    size       bigint      not null,
    content    bytea       not null,
    added_at   timestamptz not null,
    added_by   text        not null
);
-- Documents are compressed already.
alter table evidence alter column content set storage external;
