-- Months of the log whose events were written to files of the archive and taken out of the table. Their identities, rollups and
-- batches stay. A month has a further part where events of it came after it was exported.
create table event_export (
    month       text        not null check (month ~ '^\d{4}-\d{2}$'),
    part        integer     not null,
    file        text        not null unique,
    sha256      text        not null,
    bytes       bigint      not null,
    events      bigint      not null,
    first_time  timestamptz not null,
    last_time   timestamptz not null,
    first_batch bigint      not null,
    last_batch  bigint      not null,
    types       text[]      not null,
    release     text        not null,
    exported_at timestamptz not null,
    exported_by text        not null,
    -- Since when the events are in the log again; null while they are in the file alone.
    restored_at timestamptz,
    restored_by text,
    primary key (month, part)
);
create index event_export_out on event_export (first_time, last_time) where restored_at is null;
