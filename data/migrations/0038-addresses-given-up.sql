-- The address of an account that gave it up to somebody who showed that it is theirs. Its own password still lets whoever made
-- the account in by it.
ALTER TABLE account ADD COLUMN formerEmailKey TEXT;
CREATE INDEX accountByFormerEmail ON account (formerEmailKey, id) WHERE formerEmailKey IS NOT NULL;
