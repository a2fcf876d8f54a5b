-- Files that clients put into a bucket themselves. What lies there is removed once the row has become a file, or is gone:
-- the triggers put that down, in the same transaction.

CREATE TABLE directUpload (
    id            TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID     TEXT    NOT NULL REFERENCES account (id),
    mirror        TEXT    NOT NULL CHECK (length(mirror) BETWEEN 1 AND 32),
    multipartID   TEXT CHECK (length(multipartID) BETWEEN 1 AND 1024),    -- NULL for what is put at once
    sizeBytes     INTEGER NOT NULL CHECK (sizeBytes > 0),
    partBytes     INTEGER NOT NULL CHECK (partBytes > 0),
    sha256        TEXT CHECK (length(sha256) = 64),                       -- as the client said
    title         TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    kind          TEXT CHECK (kind IN ('audio', 'image', 'video')),
    createdAt     INTEGER NOT NULL,
    expiresAt     INTEGER NOT NULL,
    writableUntil INTEGER NOT NULL,                                       -- the end of the addresses that were given out
    fileID        TEXT REFERENCES file (id)                               -- what it became
) STRICT;
CREATE INDEX directUploadOpen ON directUpload (accountID, id) WHERE fileID IS NULL;
CREATE INDEX directUploadOfOwner ON directUpload (accountID, id);
CREATE INDEX directUploadByEnd ON directUpload (expiresAt);

-- What may still lie in a bucket. It tells nothing of whose it was.
CREATE TABLE directLeftover (
    id            TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    mirror        TEXT    NOT NULL,
    multipartID   TEXT,
    writableUntil INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TRIGGER directUploadDropped AFTER DELETE ON directUpload WHEN OLD.fileID IS NULL BEGIN
    INSERT INTO directLeftover (id, mirror, multipartID, writableUntil)
    VALUES (OLD.id, OLD.mirror, OLD.multipartID, OLD.writableUntil);
END;
CREATE TRIGGER directUploadTaken AFTER UPDATE OF fileID ON directUpload WHEN OLD.fileID IS NULL BEGIN
    INSERT INTO directLeftover (id, mirror, multipartID, writableUntil)
    VALUES (OLD.id, OLD.mirror, OLD.multipartID, OLD.writableUntil);
END;

-- Ids are UUIDv7, as those that 0016-mirrors.sql makes.
CREATE TRIGGER directLeftoverAsked AFTER INSERT ON directLeftover BEGIN
    INSERT INTO outbox (id, kind, subject, createdAt, dueAt)
    SELECT lower(printf('%08x-%04x-7%03x-8%03x-', moment >> 16, moment & 65535, random() & 4095, random() & 4095)
            || hex(randomblob(6))), 'direct_removal', NEW.mirror || '/' || NEW.id, moment, moment
    FROM (SELECT CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) AS moment);
END;
