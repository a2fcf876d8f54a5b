-- The film that somebody puts together: kept as they type, with a number that rises with each save, so that of two tabs the
-- later one learns of the other.
CREATE TABLE filmDraft (
    accountID TEXT    NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    content   TEXT    NOT NULL CHECK (length(content) <= 400000),
    version   INTEGER NOT NULL CHECK (version > 0),
    savedAt   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
