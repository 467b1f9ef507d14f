-- What a load check found, in Chinese. Runs that ended before have English words alone.
alter table load_run add column sentence_zh text;
