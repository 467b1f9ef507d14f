-- The event log: facts, their identities, and what was set aside.

create table source (
    no   integer generated always as identity primary key,
    name text not null unique
);

create table event_type (
    no   integer generated always as identity primary key,
    name text not null unique
);

-- One row for each committed transaction of events. Numbers are handed out before the commit, so a reader may see a
-- number before a smaller one: a position in the log is the greatest number seen and the smaller ones not seen.
create sequence batch_no;
create table batch (
    no          bigint primary key,
    generation  bigint      not null,
    recorded_at timestamptz not null default clock_timestamp(),
    accepted    integer     not null,
    duplicates  integer     not null,
    rejected    integer     not null,
    touched     integer[]   not null,
    -- The newest event time where it lies after the receipt: what has not happened yet is evaluated again when it has.
    ahead       timestamptz
);
create index batch_ahead on batch (ahead) where ahead is not null;
create index batch_recorded_at on batch (recorded_at);

-- Outlives the events themselves: a resend is known whatever time it bears, and after its event has been expired.
create table event_identity (
    source_no integer not null,
    id        text    not null,
    batch     bigint  not null,
    ord       integer not null,
    digest    bigint  not null,
    primary key (source_no, id)
);

-- "data" is json, not jsonb: the sender's own text, digits included, is the evidence.
create table event (
    batch     bigint      not null,
    ord       integer     not null,
    source_no integer     not null,
    type_no   integer     not null,
    id        text        not null,
    time      timestamptz not null,
    data      json        not null,
    extra     json
) partition by range (time);
create index event_type_time on event (type_no, time);
-- Times that no sensible month covers (before 1990): taken and kept, never in anybody's way.
create table event_elsewhen partition of event default;

-- What was not taken, kept until somebody has looked at it. The same text refused for the same reason is one row.
create table rejection (
    no          bigint generated always as identity primary key,
    fingerprint uuid        not null unique,
    received_at timestamptz not null,
    last_at     timestamptz not null,
    times       bigint      not null default 1,
    sender      text        not null,
    source      text,
    event_id    text,
    reason      text        not null,
    detail      text        not null,
    raw         bytea       not null,
    settled_at  timestamptz,
    settled_by  text,
    settlement  text
);
create index rejection_open on rejection (no) where settled_at is null;

-- A later copy of an event with other content: it never counts, but it can be looked at.
create table conflict (
    no          bigint generated always as identity primary key,
    fingerprint uuid        not null unique,
    received_at timestamptz not null,
    times       bigint      not null default 1,
    sender      text        not null,
    source      text        not null,
    event_id    text        not null,
    raw         bytea       not null
);

-- What is kept of events so that no evaluation has to read them. "generation" grows with every new series: a batch
-- says which generation it was folded with, so that a backfill knows which batches it has to add.
create table series (
    no         integer generated always as identity primary key,
    key        text    not null unique,
    zone       text    not null,
    selector   text    not null,
    fold       text    not null,
    attributes text[]  not null,
    generation bigint  not null,
    ready      boolean not null,
    done       bigint  not null default 0,
    total      bigint  not null default 0,
    filled_until timestamptz not null default '-infinity'
);

create table rollup (
    series_no integer not null,
    day       date    not null,
    state     bytea   not null,
    primary key (series_no, day)
) with (fillfactor = 80);

-- The rollups of one batch, not yet folded into "rollup": writers only ever insert, so none waits for another.
create table rollup_pending (
    batch bigint primary key,
    cells bytea not null
);
