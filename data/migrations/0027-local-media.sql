-- Media may leave the disk once a mirror has them: when each was used last, and whether it is away.

ALTER TABLE blob ADD COLUMN usedAt INTEGER NOT NULL DEFAULT 0 CHECK (usedAt >= 0);
ALTER TABLE blob ADD COLUMN awayAt INTEGER;                            -- since when it is not on the disk; NULL while it is

UPDATE blob SET usedAt = coalesce(
    (SELECT max(createdAt) FROM file WHERE file.blob = blob.hash),
    (SELECT max(createdAt) FROM model WHERE model.archive = blob.hash), 0);

CREATE INDEX blobByUse ON blob (usedAt) WHERE awayAt IS NULL;
CREATE INDEX blobAway ON blob (hash) WHERE awayAt IS NOT NULL;

-- How much lies on the disk, and how much only in mirrors; kept by the triggers.
CREATE TABLE blobTotal (
    isAway INTEGER NOT NULL PRIMARY KEY CHECK (isAway IN (0, 1)),
    blobs  INTEGER NOT NULL CHECK (blobs >= 0),
    bytes  INTEGER NOT NULL CHECK (bytes >= 0)
) STRICT;
INSERT INTO blobTotal SELECT 0, count(*), coalesce(sum(sizeBytes), 0) FROM blob;
INSERT INTO blobTotal VALUES (1, 0, 0);

CREATE TRIGGER blobCounted AFTER INSERT ON blob BEGIN
    UPDATE blobTotal SET blobs = blobs + 1, bytes = bytes + NEW.sizeBytes WHERE isAway = (NEW.awayAt IS NOT NULL);
END;
CREATE TRIGGER blobMoved AFTER UPDATE OF awayAt ON blob WHEN (NEW.awayAt IS NULL) <> (OLD.awayAt IS NULL) BEGIN
    UPDATE blobTotal SET blobs = blobs - 1, bytes = bytes - OLD.sizeBytes WHERE isAway = (OLD.awayAt IS NOT NULL);
    UPDATE blobTotal SET blobs = blobs + 1, bytes = bytes + NEW.sizeBytes WHERE isAway = (NEW.awayAt IS NOT NULL);
END;
CREATE TRIGGER blobGone AFTER DELETE ON blob BEGIN
    UPDATE blobTotal SET blobs = blobs - 1, bytes = bytes - OLD.sizeBytes WHERE isAway = (OLD.awayAt IS NOT NULL);
END;
