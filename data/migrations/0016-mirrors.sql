-- Second copies of media in buckets. What has to be copied or removed there is put down in the transaction of its cause,
-- by the triggers below, as a row here and one of the outbox.

CREATE TABLE mirror (
    name        TEXT    NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 32 AND name NOT GLOB '*[^a-z0-9]*'),
    rule        TEXT    NOT NULL CHECK (rule IN ('everything', 'results', 'mainland', 'elsewhere')),
    isActive    INTEGER NOT NULL CHECK (isActive IN (0, 1)),
    -- The file up to which what was there before the mirror has been put down; NULL once that is all of it.
    filledTo    TEXT,
    copies      INTEGER NOT NULL DEFAULT 0 CHECK (copies >= 0),             -- kept by the triggers on mirrorCopy
    copiedBytes INTEGER NOT NULL DEFAULT 0 CHECK (copiedBytes >= 0)
) STRICT, WITHOUT ROWID;

-- A blob and a mirror it belongs to. The row outlives the blob's until the mirror has nothing of it any more.
CREATE TABLE mirrorCopy (
    id        INTEGER NOT NULL PRIMARY KEY,
    mirror    TEXT    NOT NULL REFERENCES mirror (name),
    blob      TEXT    NOT NULL CHECK (length(blob) = 64),
    sizeBytes INTEGER NOT NULL CHECK (sizeBytes >= 0),
    status    TEXT    NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'copied', 'leaving')),
    uploadID  TEXT CHECK (length(uploadID) BETWEEN 1 AND 1024),             -- of an upload in parts that has begun
    since     INTEGER NOT NULL,                                             -- when it came into this status
    UNIQUE (mirror, blob)
) STRICT;
CREATE INDEX mirrorCopyOfBlob ON mirrorCopy (blob);
CREATE INDEX mirrorCopyOpen ON mirrorCopy (mirror, status, since, sizeBytes) WHERE status <> 'copied';

CREATE TRIGGER fileToMirrors AFTER INSERT ON file WHEN NEW.deletedAt IS NULL AND NEW.blob IS NOT NULL BEGIN
    INSERT INTO mirrorCopy (mirror, blob, sizeBytes, since)
    SELECT name, NEW.blob, NEW.sizeBytes, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM mirror
    WHERE name > '' AND isActive AND CASE rule
        WHEN 'everything' THEN 1
        WHEN 'results' THEN NEW.origin = 'result'
        ELSE (rule = 'mainland')
            = (coalesce((SELECT country FROM preference WHERE accountID = NEW.accountID), '') = 'CN')
    END
    ON CONFLICT (mirror, blob) DO UPDATE SET status = 'waiting', since = excluded.since WHERE status = 'leaving';
END;

CREATE TRIGGER archiveToMirrors AFTER UPDATE OF archive ON model
WHEN NEW.archive IS NOT NULL AND NEW.archive IS NOT OLD.archive BEGIN
    INSERT INTO mirrorCopy (mirror, blob, sizeBytes, since)
    SELECT name, NEW.archive, NEW.archiveBytes, CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER) FROM mirror
    WHERE name > '' AND isActive AND CASE WHEN rule IN ('everything', 'results') THEN 1
        ELSE (rule = 'mainland')
            = (coalesce((SELECT country FROM preference WHERE accountID = NEW.accountID), '') = 'CN')
    END
    ON CONFLICT (mirror, blob) DO UPDATE SET status = 'waiting', since = excluded.since WHERE status = 'leaving';
END;

CREATE TRIGGER blobLeavesMirrors AFTER DELETE ON blob BEGIN
    UPDATE mirrorCopy SET status = 'leaving', since = CAST((julianday('now') - 2440587.5) * 86400000 AS INTEGER)
    WHERE blob = OLD.hash;
END;

-- Ids are UUIDv7 (RFC 9562, section 5.7), so that lists of the outbox stay in the order of time.
CREATE TRIGGER mirrorCopyAsked AFTER INSERT ON mirrorCopy WHEN NEW.status = 'waiting' BEGIN
    INSERT INTO outbox (id, kind, subject, createdAt, dueAt) VALUES (
        lower(printf('%08x-%04x-7%03x-8%03x-', NEW.since >> 16, NEW.since & 65535, random() & 4095,
            random() & 4095) || hex(randomblob(6))),
        'mirror_copy', NEW.mirror || '/' || NEW.blob, NEW.since, NEW.since);
END;
CREATE TRIGGER mirrorCopyAskedAgain AFTER UPDATE OF status ON mirrorCopy WHEN NEW.status <> 'copied' BEGIN
    INSERT INTO outbox (id, kind, subject, createdAt, dueAt) VALUES (
        lower(printf('%08x-%04x-7%03x-8%03x-', NEW.since >> 16, NEW.since & 65535, random() & 4095,
            random() & 4095) || hex(randomblob(6))),
        CASE NEW.status WHEN 'waiting' THEN 'mirror_copy' ELSE 'mirror_removal' END,
        NEW.mirror || '/' || NEW.blob, NEW.since, NEW.since);
END;

CREATE TRIGGER mirrorCopyCounted AFTER UPDATE OF status ON mirrorCopy
WHEN (NEW.status = 'copied') <> (OLD.status = 'copied') BEGIN
    UPDATE mirror SET copies = copies + CASE NEW.status WHEN 'copied' THEN 1 ELSE -1 END,
        copiedBytes = copiedBytes + CASE NEW.status WHEN 'copied' THEN NEW.sizeBytes ELSE -NEW.sizeBytes END
    WHERE name = NEW.mirror;
END;
CREATE TRIGGER mirrorCopyGone AFTER DELETE ON mirrorCopy WHEN OLD.status = 'copied' BEGIN
    UPDATE mirror SET copies = copies - 1, copiedBytes = copiedBytes - OLD.sizeBytes WHERE name = OLD.mirror;
END;
