-- The queue: tasks, what they are made from, and what engines said about their inputs.

CREATE TABLE task (
    id                 TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID          TEXT    NOT NULL REFERENCES account (id),
    kind               TEXT    NOT NULL CHECK (length(kind) BETWEEN 1 AND 40 AND kind NOT GLOB '*[^a-z_]*'),
    mode               TEXT    NOT NULL CHECK (length(mode) BETWEEN 1 AND 40 AND mode NOT GLOB '*[^a-z0-9-]*'),
    title              TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    scriptExcerpt      TEXT CHECK (length(scriptExcerpt) BETWEEN 1 AND 300),
    options            TEXT    NOT NULL DEFAULT '{}' CHECK (json_valid(options) AND json_type(options) = 'object'),
    parentTaskID       TEXT REFERENCES task (id),          -- of a task that is one part of another, such as a scene
    part               INTEGER CHECK (part >= 0),
    engine             TEXT    NOT NULL CHECK (length(engine) BETWEEN 1 AND 64),
    engineWish         TEXT CHECK (length(engineWish) BETWEEN 1 AND 64),   -- NULL when any engine will do
    gpu                INTEGER CHECK (gpu >= 0),           -- the index of the one it has
    remoteID           TEXT CHECK (length(remoteID) BETWEEN 1 AND 255),    -- what a remote engine calls the work
    remoteState        TEXT CHECK (length(remoteState) BETWEEN 1 AND 255), -- and the last stage that it told of it
    priority           INTEGER NOT NULL DEFAULT 0,
    status             TEXT    NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    stage              TEXT    NOT NULL DEFAULT '',
    progress           REAL    NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    attempt            INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    maxAttempts        INTEGER NOT NULL CHECK (maxAttempts >= 1),
    failureCode        TEXT,
    failureMessage     TEXT,
    failureIsRetryable INTEGER CHECK (failureIsRetryable IN (0, 1)),
    resultFileID       TEXT REFERENCES file (id),
    creditsPrice       INTEGER NOT NULL DEFAULT 0 CHECK (creditsPrice >= 0),     -- held whenever it is queued
    creditsHeld        INTEGER NOT NULL DEFAULT 0 CHECK (creditsHeld >= 0),
    creditsCharged     INTEGER NOT NULL DEFAULT 0 CHECK (creditsCharged >= 0),
    createdAt          INTEGER NOT NULL,
    startedAt          INTEGER,
    finishedAt         INTEGER,
    notBefore          INTEGER,
    leaseUntil         INTEGER,
    estimatedSeconds   REAL CHECK (estimatedSeconds >= 0),
    CHECK ((parentTaskID IS NULL) = (part IS NULL)),
    CHECK (parentTaskID <> id),
    CHECK (remoteState IS NULL OR remoteID IS NOT NULL),
    CHECK ((finishedAt IS NULL) = (status IN ('queued', 'running'))),
    CHECK ((leaseUntil IS NOT NULL) = (status = 'running')),
    CHECK (startedAt IS NOT NULL OR status NOT IN ('running', 'succeeded')),
    CHECK ((failureCode IS NOT NULL) = (status = 'failed')),
    CHECK ((failureCode IS NULL) = (failureMessage IS NULL) AND (failureCode IS NULL) = (failureIsRetryable IS NULL)),
    CHECK (creditsHeld = CASE WHEN status IN ('queued', 'running') THEN creditsPrice ELSE 0 END),
    CHECK (creditsCharged = 0 OR status = 'succeeded')
) STRICT;
CREATE INDEX taskOfAccount ON task (accountID, id);
CREATE INDEX taskOfStatus ON task (accountID, status, id, kind);
CREATE INDEX taskOfKind ON task (accountID, kind, id);
CREATE INDEX taskUnfinished ON task (id) WHERE status IN ('queued', 'running');
CREATE UNIQUE INDEX taskPart ON task (parentTaskID, part) WHERE parentTaskID IS NOT NULL;
CREATE UNIQUE INDEX taskRemote ON task (engine, remoteID) WHERE remoteID IS NOT NULL;

-- What a task is made from. `isNeeded` is 1 until the task has ended, and again while it is tried again; the triggers on
-- task keep it, so that a file is asked about without a look at all the tasks that ever used it.
CREATE TABLE taskInput (
    taskID   TEXT    NOT NULL REFERENCES task (id) ON DELETE CASCADE,
    role     TEXT    NOT NULL CHECK (length(role) BETWEEN 1 AND 40 AND role NOT GLOB '*[^a-z_]*'),
    position INTEGER NOT NULL CHECK (position >= 0),       -- among those of one role, from 0
    fileID   TEXT REFERENCES file (id),
    modelID  TEXT REFERENCES model (id),
    isNeeded INTEGER NOT NULL DEFAULT 1 CHECK (isNeeded IN (0, 1)),
    PRIMARY KEY (taskID, role, position),
    CHECK ((fileID IS NULL) <> (modelID IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX taskInputNeedingFile ON taskInput (fileID) WHERE isNeeded = 1 AND fileID IS NOT NULL;
CREATE INDEX taskInputWithModel ON taskInput (modelID, isNeeded) WHERE modelID IS NOT NULL;

CREATE TRIGGER taskEnded AFTER UPDATE OF status ON task
WHEN OLD.status IN ('queued', 'running') AND NEW.status NOT IN ('queued', 'running') BEGIN
    UPDATE taskInput SET isNeeded = 0 WHERE taskID = NEW.id;
END;
CREATE TRIGGER taskQueuedAgain AFTER UPDATE OF status ON task
WHEN OLD.status NOT IN ('queued', 'running') AND NEW.status IN ('queued', 'running') BEGIN
    UPDATE taskInput SET isNeeded = 1 WHERE taskID = NEW.id;
END;
CREATE TRIGGER taskInputIsThere BEFORE INSERT ON taskInput
WHEN (SELECT deletedAt FROM file WHERE id = NEW.fileID) IS NOT NULL BEGIN
    SELECT raise(ABORT, 'a deleted file is no input of a task');
END;
CREATE TRIGGER taskInputIsStillThere BEFORE UPDATE OF isNeeded ON taskInput
WHEN NEW.isNeeded = 1 AND (SELECT deletedAt FROM file WHERE id = NEW.fileID) IS NOT NULL BEGIN
    SELECT raise(ABORT, 'a deleted file is no input of a task');
END;
CREATE TRIGGER taskNeedsFile BEFORE UPDATE OF deletedAt ON file WHEN OLD.deletedAt IS NULL AND NEW.deletedAt IS NOT NULL BEGIN
    SELECT raise(ABORT, 'a task that is not finished needs this file')
    WHERE EXISTS (SELECT 1 FROM taskInput WHERE fileID = OLD.id AND isNeeded = 1);
END;

-- The text that is to be spoken, apart from its task because it may be long.
CREATE TABLE script (
    taskID TEXT NOT NULL PRIMARY KEY REFERENCES task (id) ON DELETE CASCADE,
    text   TEXT NOT NULL CHECK (length(text) BETWEEN 1 AND 100000)
) STRICT, WITHOUT ROWID;

-- What an engine answered about a pair of inputs; gone with the bytes it is about.
CREATE TABLE engineCheck (
    engine    TEXT NOT NULL,
    kind      TEXT NOT NULL,
    mode      TEXT NOT NULL,
    imageBlob TEXT NOT NULL REFERENCES blob (hash) ON DELETE CASCADE,
    videoBlob TEXT NOT NULL REFERENCES blob (hash) ON DELETE CASCADE,
    estimate  TEXT NOT NULL CHECK (json_valid(estimate)),
    PRIMARY KEY (imageBlob, videoBlob, engine, kind, mode)
) STRICT, WITHOUT ROWID;
CREATE INDEX engineCheckOfVideo ON engineCheck (videoBlob);
