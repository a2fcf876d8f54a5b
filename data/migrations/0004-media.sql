-- Media: bytes as blobs, what is known about them as files, uploads under way, and the texts beside a medium.

CREATE TABLE blob (
    hash      TEXT    NOT NULL PRIMARY KEY CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),
    sizeBytes INTEGER NOT NULL CHECK (sizeBytes >= 0)
) STRICT, WITHOUT ROWID;

-- A deleted file keeps its row, because tasks name the files they were made from; its bytes do not stay. Whatever uses
-- files says in its own migration, by a trigger on `deletedAt`, when one of them cannot be deleted.
CREATE TABLE file (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID TEXT    NOT NULL REFERENCES account (id),
    kind      TEXT    NOT NULL CHECK (kind IN ('audio', 'image', 'video')),
    origin    TEXT    NOT NULL CHECK (origin IN ('upload', 'url', 'result')),
    title     TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    blob      TEXT REFERENCES blob (hash),                 -- NULL once nothing remains to be swept for this row
    sizeBytes INTEGER NOT NULL CHECK (sizeBytes >= 0),
    facts     TEXT    NOT NULL CHECK (json_valid(facts)),
    createdAt INTEGER NOT NULL,
    deletedAt INTEGER,
    CHECK (blob IS NOT NULL OR deletedAt IS NOT NULL)
) STRICT;
CREATE INDEX fileOfAccount ON file (accountID, id) WHERE deletedAt IS NULL AND origin <> 'result';
CREATE INDEX fileOfKind ON file (accountID, kind, id) WHERE deletedAt IS NULL AND origin <> 'result';
CREATE INDEX fileOfOwner ON file (accountID, id);          -- all of an account, deleted or not
CREATE INDEX fileByBlob ON file (blob, deletedAt) WHERE blob IS NOT NULL;
CREATE INDEX fileToSweep ON file (blob) WHERE blob IS NOT NULL AND deletedAt IS NOT NULL;

CREATE TRIGGER fileStored AFTER INSERT ON file WHEN NEW.deletedAt IS NULL BEGIN
    UPDATE account SET storedBytes = storedBytes + NEW.sizeBytes WHERE id = NEW.accountID;
END;
CREATE TRIGGER fileDeleted AFTER UPDATE OF deletedAt ON file WHEN OLD.deletedAt IS NULL AND NEW.deletedAt IS NOT NULL BEGIN
    UPDATE account SET storedBytes = storedBytes - OLD.sizeBytes WHERE id = OLD.accountID;
END;
CREATE TRIGGER fileStaysDeleted BEFORE UPDATE OF deletedAt ON file WHEN OLD.deletedAt IS NOT NULL AND NEW.deletedAt IS NULL BEGIN
    SELECT raise(ABORT, 'a deleted file does not come back');
END;

CREATE TABLE upload (
    id          TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID   TEXT    NOT NULL REFERENCES account (id),
    lengthBytes INTEGER NOT NULL CHECK (lengthBytes >= 0),
    metadata    TEXT    NOT NULL CHECK (length(metadata) <= 4096),
    title       TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    kind        TEXT CHECK (kind IN ('audio', 'image', 'video')),
    createdAt   INTEGER NOT NULL,
    expiresAt   INTEGER NOT NULL,
    fileID      TEXT REFERENCES file (id)                  -- what it became
) STRICT;
CREATE INDEX uploadOpen ON upload (accountID, id) WHERE fileID IS NULL;
CREATE INDEX uploadOfOwner ON upload (accountID, id);
CREATE INDEX uploadByEnd ON upload (expiresAt);

-- Texts that belong to a medium: subtitles, and when each word is spoken.
CREATE TABLE sidecar (
    fileID  TEXT NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    role    TEXT NOT NULL CHECK (role IN ('subtitles', 'timings')),
    content TEXT NOT NULL,
    PRIMARY KEY (fileID, role)
) STRICT, WITHOUT ROWID;

-- Which database this is, and how often it was told so to the media beside it. `media/database.json` says the same, so
-- that a start beside the media of another database, or with an older copy of this one, is noticed.
CREATE TABLE databaseIdentity (
    number     INTEGER NOT NULL PRIMARY KEY CHECK (number = 1),
    databaseID TEXT    NOT NULL CHECK (length(databaseID) BETWEEN 1 AND 64),
    generation INTEGER NOT NULL CHECK (generation >= 1)
) STRICT;
