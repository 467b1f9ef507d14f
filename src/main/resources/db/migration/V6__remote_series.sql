-- The last sample taken of each series of a Prometheus under each mapping: a counter's growth is told from it.
create table remote_series (
    key     uuid primary key,
    name    text not null,
    at      timestamptz,
    value   double precision,
    told_at timestamptz
) with (fillfactor = 50);
