-- Films: which task makes each scene. What was made before of the same things in the same way is not made again: then it is
-- a part of an earlier film.
CREATE TABLE scene (
    filmID      TEXT    NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    number      INTEGER NOT NULL CHECK (number >= 0),
    taskID      TEXT    NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    fingerprint TEXT    NOT NULL CHECK (length(fingerprint) = 64),
    PRIMARY KEY (filmID, number),
    CHECK (taskID <> filmID)
) STRICT, WITHOUT ROWID;
CREATE INDEX sceneOfTask ON scene (taskID);
CREATE INDEX sceneByFingerprint ON scene (fingerprint);
