-- Where a message came from that could not be taken: a stream's topic (or queue) and, where its broker counts, its place.
-- A broker delivers again after a crash: what lies at or before the last offset was told already.
alter table rejection
    add column stream       text,
    add column topic        text,
    add column partition_no integer,
    add column first_offset bigint,
    add column last_offset  bigint;
create index rejection_stream on rejection (stream, no) where stream is not null;
