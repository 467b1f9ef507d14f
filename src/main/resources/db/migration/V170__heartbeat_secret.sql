-- From which the addresses that jobs call follow. One row; who reads it can say that any job is done.
create table heartbeat_secret
(
  single boolean primary key default true check (single),
  secret bytea not null
);
