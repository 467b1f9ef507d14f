-- Run once by the owner of the database: a role that reads the views for dashboards and nothing else.
--   psql -v password="'…'" -f grafana/reader.sql dabiao
create role dabiao_reader login password :password connection limit 10;
alter role dabiao_reader set default_transaction_read_only = on;
alter role dabiao_reader set statement_timeout = '15s';
grant usage on schema dabiao_read to dabiao_reader;
grant select on all tables in schema dabiao_read to dabiao_reader;
alter default privileges in schema dabiao_read grant select on tables to dabiao_reader;
