-- What must still happen outside: letters to send, archives of accounts to write.

-- A letter that is on its way is claimed; what it says is forgotten at its end.
CREATE TABLE mail (
    id            TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID     TEXT REFERENCES account (id) ON DELETE CASCADE,
    sealedContent BLOB,
    status        TEXT    NOT NULL DEFAULT 'queued' CHECK (status IN ('queued', 'sent', 'uncertain', 'failed')),
    attempts      INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    createdAt     INTEGER NOT NULL,
    dueAt         INTEGER NOT NULL,                        -- to be tried, or the end of the claim
    isClaimed     INTEGER NOT NULL DEFAULT 0 CHECK (isClaimed IN (0, 1)),
    isHandedOver  INTEGER NOT NULL DEFAULT 0 CHECK (isHandedOver IN (0, 1)),  -- all but its end
    finishedAt    INTEGER,
    failure       TEXT,
    CHECK ((finishedAt IS NULL) = (status = 'queued')),
    CHECK ((sealedContent IS NULL) = (status <> 'queued')),
    CHECK (isClaimed = 0 OR status = 'queued'),
    CHECK (isHandedOver = 0 OR isClaimed = 1)
) STRICT;
CREATE INDEX mailOfAccount ON mail (accountID) WHERE accountID IS NOT NULL;
CREATE INDEX mailDue ON mail (dueAt) WHERE status = 'queued';
CREATE INDEX mailFinished ON mail (finishedAt) WHERE finishedAt IS NOT NULL;

-- Archives of everything about an account. One that is running when the server stops is begun anew.
CREATE TABLE export (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    status    TEXT    NOT NULL CHECK (status IN ('queued', 'running', 'ready', 'failed')),
    createdAt INTEGER NOT NULL,
    expiresAt INTEGER,
    sizeBytes INTEGER CHECK (sizeBytes > 0),
    CHECK ((expiresAt IS NULL) = (status IN ('queued', 'running'))),
    CHECK ((sizeBytes IS NULL) = (status <> 'ready'))
) STRICT;
CREATE INDEX exportOfAccount ON export (accountID, id);
CREATE INDEX exportWaiting ON export (id) WHERE status = 'queued';
CREATE INDEX exportRunning ON export (id) WHERE status = 'running';
CREATE INDEX exportByEnd ON export (expiresAt) WHERE expiresAt IS NOT NULL;
