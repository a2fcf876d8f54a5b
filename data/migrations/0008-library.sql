-- The library: finished videos, the tags people give them, and links by which others may see them.

-- A deleted video keeps its row, without tags and links; its file is deleted with it. The pairs of id and account are
-- there for foreign keys, so that nobody's tag or link reaches somebody else's video.
CREATE TABLE video (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID TEXT    NOT NULL REFERENCES account (id),
    taskID    TEXT    NOT NULL UNIQUE REFERENCES task (id),    -- a task has one result, once
    fileID    TEXT    NOT NULL UNIQUE REFERENCES file (id),
    title     TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    createdAt INTEGER NOT NULL,
    deletedAt INTEGER,
    UNIQUE (accountID, id)
) STRICT;
CREATE INDEX videoOfAccount ON video (accountID, id) WHERE deletedAt IS NULL;

CREATE TRIGGER videoHasFile BEFORE INSERT ON video WHEN (SELECT deletedAt FROM file WHERE id = NEW.fileID) IS NOT NULL BEGIN
    SELECT raise(ABORT, 'a deleted file is no video of the library');
END;
CREATE TRIGGER videoNeedsFile BEFORE UPDATE OF deletedAt ON file WHEN OLD.deletedAt IS NULL AND NEW.deletedAt IS NOT NULL BEGIN
    SELECT raise(ABORT, 'a video of the library is this file')
    WHERE EXISTS (SELECT 1 FROM video WHERE fileID = OLD.id AND deletedAt IS NULL);
END;

CREATE TABLE tag (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID TEXT    NOT NULL REFERENCES account (id),
    name      TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 50),
    nameKey   TEXT    NOT NULL CHECK (nameKey <> ''),          -- what makes two spellings one tag
    createdAt INTEGER NOT NULL,
    UNIQUE (accountID, nameKey),
    UNIQUE (accountID, id)
) STRICT;

CREATE TABLE videoTag (
    accountID TEXT NOT NULL,
    videoID   TEXT NOT NULL,
    tagID     TEXT NOT NULL,
    PRIMARY KEY (accountID, videoID, tagID),
    FOREIGN KEY (accountID, videoID) REFERENCES video (accountID, id) ON DELETE CASCADE,
    FOREIGN KEY (accountID, tagID) REFERENCES tag (accountID, id) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX videoTagOfTag ON videoTag (accountID, tagID, videoID);

-- Whoever has the link sees the video. One that was revoked has no row.
CREATE TABLE shareLink (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID TEXT    NOT NULL,
    videoID   TEXT    NOT NULL,
    hash      BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),   -- SHA-256 of the link's secret
    createdAt INTEGER NOT NULL,
    expiresAt INTEGER CHECK (expiresAt > createdAt),
    FOREIGN KEY (accountID, videoID) REFERENCES video (accountID, id) ON DELETE CASCADE
) STRICT;
CREATE INDEX shareLinkOfVideo ON shareLink (accountID, videoID);
CREATE INDEX shareLinkByEnd ON shareLink (expiresAt) WHERE expiresAt IS NOT NULL;

CREATE TRIGGER videoDeleted AFTER UPDATE OF deletedAt ON video WHEN NEW.deletedAt IS NOT NULL BEGIN
    DELETE FROM videoTag WHERE accountID = NEW.accountID AND videoID = NEW.id;
    DELETE FROM shareLink WHERE accountID = NEW.accountID AND videoID = NEW.id;
END;
CREATE TRIGGER videoTagged BEFORE INSERT ON videoTag
WHEN EXISTS (SELECT 1 FROM video WHERE id = NEW.videoID AND deletedAt IS NOT NULL) BEGIN
    SELECT raise(ABORT, 'a deleted video takes no tags');
END;
CREATE TRIGGER videoShared BEFORE INSERT ON shareLink
WHEN EXISTS (SELECT 1 FROM video WHERE id = NEW.videoID AND deletedAt IS NOT NULL) BEGIN
    SELECT raise(ABORT, 'a deleted video is not shared');
END;

-- A task with its place in the library and what it is made from, an input a line: its role, its position, and the id
-- behind `f` for a file and `m` for a model.
CREATE VIEW taskRecord AS
SELECT task.*, video.id AS videoID,
    (SELECT group_concat(role || ' ' || position || ' ' || coalesce('f' || fileID, 'm' || modelID), char(10))
        FROM taskInput WHERE taskInput.taskID = task.id) AS inputs
FROM task LEFT JOIN video ON video.taskID = task.id AND video.deletedAt IS NULL;

-- What the library shows of a video.
CREATE VIEW videoRecord AS
SELECT video.id AS videoID, video.accountID AS ownerID, video.taskID, video.title AS videoTitle,
    video.createdAt AS madeAt, task.scriptExcerpt, task.options,
    (SELECT group_concat(role || ' ' || position || ' ' || coalesce('f' || fileID, 'm' || modelID), char(10))
        FROM taskInput WHERE taskInput.taskID = video.taskID) AS inputs,
    file.*
FROM video JOIN file ON file.id = video.fileID JOIN task ON task.id = video.taskID
WHERE video.deletedAt IS NULL;
