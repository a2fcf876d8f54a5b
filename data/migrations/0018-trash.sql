-- The trash: what is deleted from the library stays there for a while, with its bytes, and can come back. Tags, folder and
-- words stay with it.
ALTER TABLE video ADD COLUMN trashedAt INTEGER;
CREATE INDEX videoInTrash ON video (accountID, id) WHERE trashedAt IS NOT NULL AND deletedAt IS NULL;
CREATE INDEX videoByTrashing ON video (trashedAt, id) WHERE trashedAt IS NOT NULL AND deletedAt IS NULL;

DROP VIEW videoRecord;
CREATE VIEW videoRecord AS
SELECT video.id AS videoID, video.accountID AS ownerID, video.taskID, video.title AS videoTitle,
    video.createdAt AS madeAt, video.number, video.kind AS madeBy, video.lengthMs, video.titleKey, video.isFavourite,
    video.folderID, video.trashedAt, task.scriptExcerpt, task.options,
    (SELECT group_concat(role || ' ' || position || ' ' || coalesce('f' || fileID, 'm' || modelID), char(10))
        FROM taskInput WHERE taskInput.taskID = video.taskID) AS inputs,
    (SELECT group_concat(tag.id || ' ' || tag.name, char(10)) FROM videoTag CROSS JOIN tag ON tag.id = videoTag.tagID
        WHERE videoTag.accountID = video.accountID AND videoTag.videoID = video.id) AS tags,
    file.*
FROM video CROSS JOIN file ON file.id = video.fileID CROSS JOIN task ON task.id = video.taskID
WHERE video.deletedAt IS NULL;
