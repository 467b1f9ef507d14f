-- Why something was rejected, as a key with its arguments; rows of earlier releases keep their English text alone.
alter table rejection add column said text;
