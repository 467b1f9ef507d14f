-- The version that is still judged by before this one's day; null where this one answers for the whole year.
alter table declaration_version add column follows integer;
alter table declaration_version add check (follows is null or effective is not null);

-- Who took back what waited, and why.
alter table declaration_version add column withdrawn_by text;
alter table declaration_version add column withdrawn_because text;
alter table declaration_version add column withdrawn_at timestamptz;
