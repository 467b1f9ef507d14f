-- What is remembered of each declared source. A row outlives its declaration, so that a source that is declared again goes on
-- where it stopped.
create table fact_source (
    name          text primary key,
    -- Where the next run goes on; null where everything is to be read. It changes in the transaction that keeps the facts before it.
    bookmark      jsonb,
    -- Grows with each change of the bookmark, and with each act on the source: who holds an older one has lost the source.
    version       bigint not null default 0,
    paused_by     text,
    paused_at     timestamptz,
    -- Someone wants a run now.
    wanted_at     timestamptz,
    began_at      timestamptz,
    ended_at      timestamptz,
    succeeded_at  timestamptz,
    -- Of the last run; null where it succeeded or is under way.
    failure       text,
    -- Runs that failed since the last success.
    failures      int not null default 0,
    -- Rows of the run under way, or of the last one.
    run_rows      bigint not null default 0,
    rows          bigint not null default 0,
    accepted      bigint not null default 0,
    duplicates    bigint not null default 0,
    corrected     bigint not null default 0,
    rejected      bigint not null default 0,
    -- Rows that no mapping means.
    passed        bigint not null default 0,
    last_row_at   timestamptz
);

-- Items of a source, such as files, that are done.
create table fact_source_item (
    source      text not null,
    item        text not null,
    finished_at timestamptz not null default now(),
    primary key (source, item)
);
