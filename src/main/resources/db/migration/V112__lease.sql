-- What one replica at a time does, across transactions and without a connection of its own. A replica that dies loses its
-- leases when they run out.
create table lease
(
  name   text primary key,
  holder uuid        not null, -- of one taking, not of a replica: one that lost a lease does not find it again
  until  timestamptz not null  -- by the database's clock
);
