-- A token may be limited to projects, by id; empty for any. Tokens that were made without an end keep none.
alter table access_token add column projects text[] not null default '{}';
