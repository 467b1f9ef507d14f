-- From which the addresses follow at which a message is answered. One row; who reads it can acknowledge any alert that fires.
create table alert_answer_secret
(
  single boolean primary key default true check (single),
  secret bytea not null
);
