-- Passes over all media, on the disk and in the mirrors. One that was cut off continues behind its checkpoint.
CREATE TABLE verification (
    id           TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    reason       TEXT    NOT NULL CHECK (reason IN ('manual', 'scheduled', 'command')),
    readsMirrors INTEGER NOT NULL CHECK (readsMirrors IN (0, 1)),
    startedAt    INTEGER NOT NULL,
    finishedAt   INTEGER,
    checkpoint   TEXT    NOT NULL DEFAULT '',                           -- the last blob that was looked at
    files        INTEGER NOT NULL DEFAULT 0 CHECK (files >= 0),
    bytes        INTEGER NOT NULL DEFAULT 0 CHECK (bytes >= 0),
    copies       INTEGER NOT NULL DEFAULT 0 CHECK (copies >= 0),
    failure      TEXT CHECK (length(failure) BETWEEN 1 AND 500),        -- why it was given up
    CHECK (failure IS NULL OR finishedAt IS NOT NULL)
) STRICT, WITHOUT ROWID;
-- One at a time.
CREATE UNIQUE INDEX verificationUnderWay ON verification (finishedAt IS NULL) WHERE finishedAt IS NULL;
CREATE INDEX verificationFinished ON verification (finishedAt) WHERE finishedAt IS NOT NULL;

CREATE TABLE verificationFault (
    verificationID TEXT NOT NULL REFERENCES verification (id) ON DELETE CASCADE,
    blob           TEXT NOT NULL CHECK (length(blob) = 64),
    place          TEXT NOT NULL CHECK (length(place) BETWEEN 1 AND 32),    -- `disk`, or a mirror
    kind           TEXT NOT NULL CHECK (kind IN ('damaged', 'missing', 'stray')),
    remedy         TEXT CHECK (remedy IN ('fetched', 'queued', 'put_aside')),
    PRIMARY KEY (verificationID, blob, place)
) STRICT, WITHOUT ROWID;
-- What nothing could be done about comes first.
CREATE INDEX verificationFaultByRemedy ON verificationFault (verificationID, remedy, kind, blob, place);

-- Mirrors that a pass could not ask.
CREATE TABLE verificationSilence (
    verificationID TEXT NOT NULL REFERENCES verification (id) ON DELETE CASCADE,
    mirror         TEXT NOT NULL CHECK (length(mirror) BETWEEN 1 AND 32),
    reason         TEXT NOT NULL CHECK (length(reason) BETWEEN 1 AND 500),
    PRIMARY KEY (verificationID, mirror)
) STRICT, WITHOUT ROWID;
