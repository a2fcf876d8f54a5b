-- Avatars and cloned voices, and the consent that each of them needs.

-- The proof that somebody agreed: deleted only when its account is erased and no model rests on it.
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

CREATE TRIGGER consentNeedsFile BEFORE UPDATE OF deletedAt ON file WHEN OLD.deletedAt IS NULL AND NEW.deletedAt IS NOT NULL BEGIN
    SELECT raise(ABORT, 'this file proves a consent')
    WHERE EXISTS (SELECT 1 FROM consent WHERE recordingFileID = OLD.id);
END;

-- Avatars (video) and cloned voices. Once one is deleted, its bytes go with the next sweep.
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
CREATE INDEX modelOfOwner ON model (accountID, id);        -- all of an account, deleted or not
CREATE INDEX modelWithConsent ON model (consentID);
CREATE INDEX modelWithPreview ON model (previewFileID) WHERE previewFileID IS NOT NULL;
CREATE INDEX modelByArchive ON model (archive, deletedAt) WHERE archive IS NOT NULL;
CREATE INDEX modelToSweep ON model (archive) WHERE archive IS NOT NULL AND deletedAt IS NOT NULL;

CREATE TRIGGER modelStored AFTER UPDATE OF archiveBytes ON model WHEN NEW.deletedAt IS NULL BEGIN
    UPDATE account SET storedBytes = storedBytes + NEW.archiveBytes - OLD.archiveBytes WHERE id = NEW.accountID;
END;
CREATE TRIGGER modelDeleted AFTER UPDATE OF deletedAt ON model WHEN OLD.deletedAt IS NULL AND NEW.deletedAt IS NOT NULL BEGIN
    UPDATE account SET storedBytes = storedBytes - OLD.archiveBytes WHERE id = OLD.accountID;
END;
CREATE TRIGGER modelNeedsFile BEFORE UPDATE OF deletedAt ON file WHEN OLD.deletedAt IS NULL AND NEW.deletedAt IS NOT NULL BEGIN
    SELECT raise(ABORT, 'a model has this file as its preview')
    WHERE EXISTS (SELECT 1 FROM model WHERE previewFileID = OLD.id AND deletedAt IS NULL);
END;
CREATE TRIGGER taskNeedsModel BEFORE UPDATE OF deletedAt ON model WHEN OLD.deletedAt IS NULL AND NEW.deletedAt IS NOT NULL BEGIN
    SELECT raise(ABORT, 'a task that is not finished needs this model')
    WHERE EXISTS (SELECT 1 FROM taskInput WHERE modelID = OLD.id AND isNeeded = 1)
        OR EXISTS (SELECT 1 FROM task WHERE id = OLD.taskID AND status IN ('queued', 'running'));
END;
