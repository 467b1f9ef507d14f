-- What is no longer needed is dropped or superseded: the words of alert managers for it.
update telling set state = 'DROPPED' where state = 'MOOT';
update notification set state = 'SUPERSEDED' where state = 'OVERTAKEN';
comment on view dabiao_read.notification is 'Messages about alerts, without their text: queued, delivered, refused, superseded or given_up.';
