-- The library as a place to work in: folders, favourites, an order by title and length, and the words that videos are
-- found by.

CREATE TABLE folder (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID TEXT    NOT NULL REFERENCES account (id),
    name      TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    nameKey   TEXT    NOT NULL CHECK (nameKey <> ''),          -- what makes two spellings one folder
    createdAt INTEGER NOT NULL,
    UNIQUE (accountID, nameKey)
) STRICT;

ALTER TABLE video ADD COLUMN number INTEGER CHECK (number >= 1);    -- what the words are kept under
ALTER TABLE video ADD COLUMN kind TEXT NOT NULL DEFAULT '';         -- of its task
ALTER TABLE video ADD COLUMN lengthMs INTEGER NOT NULL DEFAULT 0 CHECK (lengthMs >= 0);
ALTER TABLE video ADD COLUMN titleKey TEXT NOT NULL DEFAULT '';     -- what titles are sorted by
ALTER TABLE video ADD COLUMN isFavourite INTEGER NOT NULL DEFAULT 0 CHECK (isFavourite IN (0, 1));
ALTER TABLE video ADD COLUMN folderID TEXT REFERENCES folder (id) ON DELETE SET NULL;
ALTER TABLE video ADD COLUMN isIndexed INTEGER NOT NULL DEFAULT 0 CHECK (isIndexed IN (0, 1));  -- words and title key are there

UPDATE video SET number = rowid, kind = (SELECT kind FROM task WHERE id = taskID),
    lengthMs = coalesce((SELECT json_extract(facts, '$.durationMs') FROM file WHERE id = fileID), 0),
    titleKey = CASE WHEN deletedAt IS NULL THEN lower(title) ELSE '' END;

CREATE UNIQUE INDEX videoByNumber ON video (number);
CREATE INDEX videoByTitle ON video (accountID, titleKey, id) WHERE deletedAt IS NULL;
CREATE INDEX videoByLength ON video (accountID, lengthMs, id) WHERE deletedAt IS NULL;
CREATE INDEX videoInFolder ON video (folderID) WHERE folderID IS NOT NULL;
CREATE INDEX videoToIndex ON video (id) WHERE isIndexed = 0 AND deletedAt IS NULL;

-- The words of a video's title and script, each once. Rows of a plain table, because SQLite overwrites what is deleted
-- from it; of a full-text table (FTS5) it leaves words readable until its segments are merged, and older versions have
-- no setting against that.
CREATE TABLE videoWord (
    number INTEGER NOT NULL REFERENCES video (number) ON DELETE CASCADE,
    word   TEXT    NOT NULL CHECK (word <> ''),
    PRIMARY KEY (number, word)
) STRICT, WITHOUT ROWID;

CREATE TABLE tagWord (
    tagID TEXT NOT NULL REFERENCES tag (id) ON DELETE CASCADE,
    word  TEXT NOT NULL CHECK (word <> ''),
    PRIMARY KEY (tagID, word)
) STRICT, WITHOUT ROWID;

CREATE TRIGGER videoWordsDeleted AFTER UPDATE OF deletedAt ON video WHEN NEW.deletedAt IS NOT NULL BEGIN
    DELETE FROM videoWord WHERE number = NEW.number;
    UPDATE video SET folderID = NULL, titleKey = '' WHERE id = NEW.id;
END;
CREATE TRIGGER videoFiled BEFORE UPDATE OF folderID ON video WHEN NEW.folderID IS NOT NULL BEGIN
    SELECT raise(ABORT, 'a video lies in a folder of its own account')
    WHERE NOT EXISTS (SELECT 1 FROM folder WHERE id = NEW.folderID AND accountID = NEW.accountID);
END;

-- What the library shows of a video. Tags: a line each, the id and behind a blank the name.
DROP VIEW videoRecord;
CREATE VIEW videoRecord AS
SELECT video.id AS videoID, video.accountID AS ownerID, video.taskID, video.title AS videoTitle,
    video.createdAt AS madeAt, video.number, video.kind AS madeBy, video.lengthMs, video.titleKey, video.isFavourite,
    video.folderID, task.scriptExcerpt, task.options,
    (SELECT group_concat(role || ' ' || position || ' ' || coalesce('f' || fileID, 'm' || modelID), char(10))
        FROM taskInput WHERE taskInput.taskID = video.taskID) AS inputs,
    (SELECT group_concat(tag.id || ' ' || tag.name, char(10)) FROM videoTag CROSS JOIN tag ON tag.id = videoTag.tagID
        WHERE videoTag.accountID = video.accountID AND videoTag.videoID = video.id) AS tags,
    file.*
FROM video CROSS JOIN file ON file.id = video.fileID CROSS JOIN task ON task.id = video.taskID
WHERE video.deletedAt IS NULL;
