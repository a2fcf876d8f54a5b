-- How the words of somebody's scripts are to be read, by the word: a JSON object.
CREATE TABLE pronunciation (
    accountID TEXT NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    words     TEXT NOT NULL CHECK (json_type(words) = 'object' AND length(words) <= 200000)
) STRICT, WITHOUT ROWID;
