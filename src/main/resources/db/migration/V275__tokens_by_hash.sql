-- A token is made of the hash of a secret that was made elsewhere too: one whose rights change ends, and begins with the same secret.

alter table access_token drop constraint access_token_hash_key;
create unique index access_token_of_a_secret on access_token (hash) where revoked_at is null;
