-- A replay needs the catalogue of event types as it was known: which attributes were required, and of which kind.
create table event_types_version (
    digest      text primary key,
    content     text        not null,
    recorded_at timestamptz not null
);

-- Null in rows older than this table: then an absent attribute read as the empty text.
alter table verdict_change add column types_digest text;

-- What an event must bear so that the selector can decide on it; empty where an absent attribute reads as the empty text.
alter table series add column deciding text not null default '';

-- Series with conditions decide otherwise from now on: they are made again from the log, and no batch is folded into the
-- old ones any more. Those that were still being filled begin again.
create temporary table gone on commit drop as
select no from series where selector like '%{%' or not ready;
delete from rollup where series_no in (select no from gone);
delete from rollup_slots where series_no in (select no from gone);
-- Generations never go back: a batch says by its own which series it was folded into.
update series set generation = (select max(generation) from series) where ready;
delete from series where no in (select no from gone);
