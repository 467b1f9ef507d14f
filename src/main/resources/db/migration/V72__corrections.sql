-- A correction is a record of its own at a position of its own. The corrected event's row stays as it was; whoever reads
-- what counts leaves out the rows that "corrected_event" names as superseded, up to the position he reads at.
create table correction (
    no          bigint generated always as identity primary key,
    batch       bigint      not null unique,
    reason      text        not null,
    author      text        not null,
    recorded_at timestamptz not null,
    -- The file that it came by, with its hash; null where somebody named the events.
    origin      text,
    added       integer     not null,
    replaced    integer     not null,
    withdrawn   integer     not null
);

create table corrected_event (
    correction bigint  not null references correction,
    batch      bigint  not null,
    source_no  integer not null,
    id         text    not null,
    -- The how manieth correction of this event, from 1.
    step       integer not null,
    -- The row that counted until then, and what it said; null where the event had been withdrawn before.
    was_batch  bigint,
    was_ord    integer,
    was        json,
    -- The row that counts from then on; null where the event is withdrawn.
    now_batch  bigint,
    now_ord    integer,
    now        json,
    -- Tells whether a copy says what the row says that counts from then on; null where the event is withdrawn.
    digest     bigint,
    primary key (source_no, id, step)
);
create unique index corrected_event_was on corrected_event (was_batch, was_ord) where was_batch is not null;
create index corrected_event_now on corrected_event (now_batch, now_ord) where now_batch is not null;
create index corrected_event_correction on corrected_event (correction);

-- The figures that rest on what was corrected, before and after, as of the instant of the correction.
create table corrected_figure (
    correction     bigint  not null references correction,
    year           integer not null,
    project        text    not null,
    indicator      text    not null,
    name           text    not null,
    unit           text,
    before         numeric,
    after          numeric,
    before_verdict text    not null,
    after_verdict  text    not null,
    before_stale   boolean not null,
    after_stale    boolean not null,
    changed        boolean not null,
    primary key (correction, year, project, indicator)
);
create index corrected_figure_indicator on corrected_figure (year, project, indicator, correction);

-- Finds the events of a batch. Batches lie in the log in their order, so a few bytes for many pages suffice; a B-tree
-- costs a third of the ingest rate.
create index event_batch on event using brin (batch) with (pages_per_range = 16, autosummarize = on);
