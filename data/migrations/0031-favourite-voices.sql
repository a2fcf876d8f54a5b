-- The voices that somebody wants to find first: a JSON array of their ids.
CREATE TABLE favouriteVoices (
    accountID TEXT NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    voices    TEXT NOT NULL CHECK (json_type(voices) = 'array' AND length(voices) <= 20000)
) STRICT, WITHOUT ROWID;
