-- The key and the arguments of a sentence beside its two texts, as JSON: a further language says it by its files. Rows of the releases
-- before keep their texts alone, and so does a sentence that has no key: null here.

alter table verdict_change
    add column sentence_said text;

alter table current_evaluation
    add column sentence_said text,
    add column outlook_said  text;

alter table alert
    add column sentence_said         text,
    add column outlook_said          text,
    add column resolved_because_said text;

alter table alert_act
    add column words_said text;

-- Why it waits; before it was English alone, and is shown as it is.
alter table telling
    add column held_zh   text,
    add column held_said text;

-- Why a version was recorded or gave way, where the service says so. What it said before is named by its key once, here.
alter table declaration_version
    add column reason_said            text,
    add column withdrawn_because_said text;

update declaration_version set reason_said = '{"key":"declare.firstLoaded"}' where reason = 'first loaded';
update declaration_version set reason_said = '{"key":"declare.fileChanged"}' where reason = 'the file changed';
update declaration_version
set withdrawn_because_said = json_build_object(
        'key', 'declare.newerStored',
        'with', json_build_array(substr(withdrawn_because, length('a newer one was stored: ') + 1)))::text
where withdrawn_because like 'a newer one was stored: %';
