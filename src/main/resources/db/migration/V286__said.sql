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
