-- Accounts, media, the queue and the library.
-- Ids are UUIDv7 text, so that they sort by time; times are integer milliseconds UTC; credits are whole.
-- Every index serves a statement of Sources/Storage; a test explains each of them.

CREATE TABLE account (
    id           TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    email        TEXT    NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    emailKey     TEXT    NOT NULL UNIQUE,                  -- what makes two spellings one address
    name         TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    passwordHash TEXT    NOT NULL CHECK (passwordHash <> ''),
    role         TEXT    NOT NULL CHECK (role IN ('admin', 'member')),
    status       TEXT    NOT NULL CHECK (status IN ('active', 'suspended')),
    storedBytes  INTEGER NOT NULL DEFAULT 0 CHECK (storedBytes >= 0),   -- of live files; kept by the triggers on file
    createdAt    INTEGER NOT NULL
) STRICT;

-- A session that ended has no row.
CREATE TABLE session (
    id         TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID  TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    userAgent  TEXT    NOT NULL CHECK (length(userAgent) <= 200),
    address    TEXT    NOT NULL,
    createdAt  INTEGER NOT NULL,
    lastUsedAt INTEGER NOT NULL,
    expiresAt  INTEGER NOT NULL,
    provenAt   INTEGER NOT NULL,                           -- when its owner last showed who they are
    CHECK (expiresAt >= createdAt AND lastUsedAt >= createdAt AND provenAt >= createdAt)
) STRICT;
CREATE INDEX sessionOfAccount ON session (accountID, lastUsedAt);
CREATE INDEX sessionByEnd ON session (expiresAt);

-- The family of a session: retired tokens stay, so that their reuse is seen.
CREATE TABLE refreshToken (
    hash      BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    sessionID TEXT    NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    retiredAt INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX refreshTokenInUse ON refreshToken (sessionID) WHERE retiredAt IS NULL;
CREATE INDEX refreshTokenRetired ON refreshToken (sessionID, retiredAt);

CREATE TABLE blob (
    hash      TEXT    NOT NULL PRIMARY KEY CHECK (length(hash) = 64 AND hash NOT GLOB '*[^0-9a-f]*'),
    sizeBytes INTEGER NOT NULL CHECK (sizeBytes >= 0)
) STRICT, WITHOUT ROWID;

-- A deleted file keeps its row, because tasks tell which files they were made from; its bytes do not stay.
CREATE TABLE file (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID TEXT    NOT NULL REFERENCES account (id),
    kind      TEXT    NOT NULL CHECK (kind IN ('audio', 'image', 'video')),
    origin    TEXT    NOT NULL CHECK (origin IN ('upload', 'url', 'result')),
    title     TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    blob      TEXT REFERENCES blob (hash),                 -- NULL once its bytes are not its own business any more
    sizeBytes INTEGER NOT NULL CHECK (sizeBytes >= 0),
    facts     TEXT    NOT NULL CHECK (json_valid(facts)),
    createdAt INTEGER NOT NULL,
    deletedAt INTEGER,
    CHECK (blob IS NOT NULL OR deletedAt IS NOT NULL)
) STRICT;
CREATE INDEX fileOfAccount ON file (accountID, id) WHERE deletedAt IS NULL AND origin <> 'result';
CREATE INDEX fileOfKind ON file (accountID, kind, id) WHERE deletedAt IS NULL AND origin <> 'result';
CREATE INDEX fileByBlob ON file (blob, deletedAt) WHERE blob IS NOT NULL;
CREATE INDEX fileToSweep ON file (blob) WHERE blob IS NOT NULL AND deletedAt IS NOT NULL;

CREATE TRIGGER fileStored AFTER INSERT ON file WHEN NEW.deletedAt IS NULL BEGIN
    UPDATE account SET storedBytes = storedBytes + NEW.sizeBytes WHERE id = NEW.accountID;
END;
CREATE TRIGGER fileDeleted AFTER UPDATE OF deletedAt ON file WHEN OLD.deletedAt IS NULL AND NEW.deletedAt IS NOT NULL BEGIN
    UPDATE account SET storedBytes = storedBytes - OLD.sizeBytes WHERE id = OLD.accountID;
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
CREATE INDEX uploadByEnd ON upload (expiresAt);

CREATE TABLE task (
    id                 TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID          TEXT    NOT NULL REFERENCES account (id),
    kind               TEXT    NOT NULL CHECK (kind IN ('animate_move', 'animate_mix', 'avatar_training', 'voice_clone',
                                                        'speech', 'talking_video')),
    engine             TEXT    NOT NULL CHECK (engine <> ''),
    mode               TEXT    NOT NULL CHECK (mode IN ('wan-std', 'wan-pro')),
    title              TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    imageFileID        TEXT REFERENCES file (id),
    videoFileID        TEXT REFERENCES file (id),
    priority           INTEGER NOT NULL DEFAULT 0,
    status             TEXT    NOT NULL CHECK (status IN ('queued', 'running', 'succeeded', 'failed', 'cancelled')),
    stage              TEXT    NOT NULL DEFAULT '',
    progress           REAL    NOT NULL DEFAULT 0 CHECK (progress BETWEEN 0 AND 1),
    attempt            INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    maxAttempts        INTEGER NOT NULL CHECK (maxAttempts >= 1),
    failureCode        TEXT,
    failureMessage     TEXT,
    failureIsRetryable INTEGER CHECK (failureIsRetryable IN (0, 1)),
    creditsHeld        INTEGER NOT NULL DEFAULT 0 CHECK (creditsHeld >= 0),
    creditsCharged     INTEGER NOT NULL DEFAULT 0 CHECK (creditsCharged >= 0),
    createdAt          INTEGER NOT NULL,
    startedAt          INTEGER,
    finishedAt         INTEGER,
    notBefore          INTEGER,
    leaseUntil         INTEGER,
    estimatedSeconds   REAL CHECK (estimatedSeconds >= 0),
    CHECK ((finishedAt IS NULL) = (status IN ('queued', 'running'))),
    CHECK ((leaseUntil IS NOT NULL) = (status = 'running')),
    CHECK (startedAt IS NOT NULL OR status NOT IN ('running', 'succeeded')),
    CHECK ((failureCode IS NOT NULL) = (status = 'failed')),
    CHECK ((failureCode IS NULL) = (failureMessage IS NULL) AND (failureCode IS NULL) = (failureIsRetryable IS NULL)),
    CHECK (creditsHeld = 0 OR status IN ('queued', 'running')),
    CHECK (creditsCharged = 0 OR status = 'succeeded')
) STRICT;
CREATE INDEX taskOfAccount ON task (accountID, id);
CREATE INDEX taskOfStatus ON task (accountID, status, id, kind);
CREATE INDEX taskOfKind ON task (accountID, kind, id);
CREATE INDEX taskUnfinished ON task (id) WHERE status IN ('queued', 'running');
CREATE INDEX taskNeedingImage ON task (imageFileID) WHERE status IN ('queued', 'running');
CREATE INDEX taskNeedingVideo ON task (videoFileID) WHERE status IN ('queued', 'running');

CREATE TABLE video (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID TEXT    NOT NULL REFERENCES account (id),
    taskID    TEXT    NOT NULL UNIQUE REFERENCES task (id),    -- a task has one result, once
    fileID    TEXT    NOT NULL UNIQUE REFERENCES file (id),
    title     TEXT    NOT NULL CHECK (length(title) BETWEEN 1 AND 200),
    createdAt INTEGER NOT NULL
) STRICT;
CREATE INDEX videoOfAccount ON video (accountID, id);

-- What a hold of credits became: each change of a balance, never edited.
CREATE TABLE ledgerEntry (
    id        INTEGER NOT NULL PRIMARY KEY,
    accountID TEXT    NOT NULL REFERENCES account (id),
    taskID    TEXT    NOT NULL REFERENCES task (id),
    kind      TEXT    NOT NULL CHECK (kind IN ('hold', 'charge', 'release')),
    credits   INTEGER NOT NULL CHECK (credits > 0),
    createdAt INTEGER NOT NULL
) STRICT;
CREATE INDEX ledgerOfAccount ON ledgerEntry (accountID, id);
CREATE INDEX ledgerOfTask ON ledgerEntry (taskID, id);

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

-- What was answered to a request that carried an Idempotency-Key. No status: it has not been answered yet.
CREATE TABLE idempotencyKey (
    accountID   TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    key         TEXT    NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    requestHash BLOB    NOT NULL,
    startedAt   INTEGER NOT NULL,
    status      INTEGER CHECK (status BETWEEN 100 AND 599),
    body        BLOB,
    PRIMARY KEY (accountID, key),
    CHECK ((status IS NULL) = (body IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotencyKeyByAge ON idempotencyKey (startedAt);
CREATE INDEX idempotencyKeyRunning ON idempotencyKey (startedAt) WHERE status IS NULL;
