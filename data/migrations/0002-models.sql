-- Voices and avatars, the consent they need, and work on text and sound.

ALTER TABLE account ADD COLUMN visibleMark INTEGER NOT NULL DEFAULT 0 CHECK (visibleMark IN (0, 1));

ALTER TABLE task ADD COLUMN audioFileID TEXT REFERENCES file (id);
ALTER TABLE task ADD COLUMN videoModelID TEXT REFERENCES model (id);
ALTER TABLE task ADD COLUMN voiceModelID TEXT REFERENCES model (id);
ALTER TABLE task ADD COLUMN scriptExcerpt TEXT CHECK (length(scriptExcerpt) BETWEEN 1 AND 300);
ALTER TABLE task ADD COLUMN parameters TEXT NOT NULL DEFAULT '{}' CHECK (json_valid(parameters));
ALTER TABLE task ADD COLUMN resultFileID TEXT REFERENCES file (id);
UPDATE task SET resultFileID = (SELECT fileID FROM video WHERE video.taskID = task.id) WHERE status = 'succeeded';
CREATE INDEX taskNeedingAudio ON task (audioFileID)
    WHERE audioFileID IS NOT NULL AND status IN ('queued', 'running');
CREATE INDEX taskNeedingVideoModel ON task (videoModelID)
    WHERE videoModelID IS NOT NULL AND status IN ('queued', 'running');
CREATE INDEX taskNeedingVoiceModel ON task (voiceModelID)
    WHERE voiceModelID IS NOT NULL AND status IN ('queued', 'running');

-- The text that is to be spoken, apart from its task because it may be long.
CREATE TABLE script (
    taskID TEXT NOT NULL PRIMARY KEY REFERENCES task (id) ON DELETE CASCADE,
    text   TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 100000)
) STRICT, WITHOUT ROWID;

-- Never deleted: it is the proof that somebody agreed.
CREATE TABLE consent (
    id              TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID       TEXT    NOT NULL REFERENCES account (id),
    kind            TEXT    NOT NULL CHECK (kind IN ('face', 'voice')),
    subject         TEXT    NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),
    sentence        TEXT    NOT NULL CHECK (sentence <> ''),
    code            TEXT    NOT NULL CHECK (code <> ''),
    createdAt       INTEGER NOT NULL,
    expiresAt       INTEGER NOT NULL CHECK (expiresAt > createdAt),
    recordingFileID TEXT REFERENCES file (id),
    recordedAt      INTEGER,
    waivedBy        TEXT REFERENCES account (id),
    waiverReason    TEXT CHECK (length(waiverReason) BETWEEN 1 AND 200),
    waivedAt        INTEGER,
    CHECK ((recordingFileID IS NULL) = (recordedAt IS NULL)),
    CHECK ((waivedBy IS NULL) = (waivedAt IS NULL) AND (waivedBy IS NULL) = (waiverReason IS NULL))
) STRICT;
CREATE INDEX consentOfAccount ON consent (accountID, id);
CREATE INDEX consentOfRecording ON consent (recordingFileID) WHERE recordingFileID IS NOT NULL;

-- Avatars (video) and cloned voices. Once it is deleted, its bytes go with the next sweep.
CREATE TABLE model (
    id            TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID     TEXT    NOT NULL REFERENCES account (id),
    kind          TEXT    NOT NULL CHECK (kind IN ('video', 'voice')),
    name          TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 200),
    language      TEXT CHECK (length(language) BETWEEN 1 AND 40),
    taskID        TEXT    NOT NULL UNIQUE REFERENCES task (id),
    sourceFileID  TEXT    NOT NULL REFERENCES file (id),
    consentID     TEXT    NOT NULL REFERENCES consent (id),
    archive       TEXT REFERENCES blob (hash),
    archiveBytes  INTEGER NOT NULL DEFAULT 0 CHECK (archiveBytes >= 0),
    previewFileID TEXT REFERENCES file (id),
    report        TEXT CHECK (report IS NULL OR json_valid(report)),
    profile       TEXT CHECK (profile IS NULL OR json_valid(profile)),
    createdAt     INTEGER NOT NULL,
    completedAt   INTEGER,
    deletedAt     INTEGER
) STRICT;
CREATE INDEX modelOfAccount ON model (accountID, kind, id) WHERE deletedAt IS NULL;
CREATE INDEX modelByArchive ON model (archive, deletedAt) WHERE archive IS NOT NULL;
CREATE INDEX modelToSweep ON model (archive) WHERE archive IS NOT NULL AND deletedAt IS NOT NULL;

CREATE TRIGGER modelStored AFTER UPDATE OF archiveBytes ON model WHEN NEW.deletedAt IS NULL BEGIN
    UPDATE account SET storedBytes = storedBytes + NEW.archiveBytes - OLD.archiveBytes WHERE id = NEW.accountID;
END;
CREATE TRIGGER modelDeleted AFTER UPDATE OF deletedAt ON model WHEN OLD.deletedAt IS NULL AND NEW.deletedAt IS NOT NULL BEGIN
    UPDATE account SET storedBytes = storedBytes - OLD.archiveBytes WHERE id = OLD.accountID;
END;

-- Texts that belong to a medium: subtitles, and when each word is spoken.
CREATE TABLE sidecar (
    fileID  TEXT NOT NULL REFERENCES file (id) ON DELETE CASCADE,
    role    TEXT NOT NULL CHECK (role IN ('subtitles', 'timings')),
    content TEXT NOT NULL,
    PRIMARY KEY (fileID, role)
) STRICT, WITHOUT ROWID;
