-- What must still happen outside, surely. A row is written in the transaction of what causes it. One that is worked on
-- is leased; one whose end was handed over may have had its effect and is never repeated. What it says is forgotten when
-- it is done.
CREATE TABLE outbox (
    id           TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    kind         TEXT    NOT NULL CHECK (length(kind) BETWEEN 1 AND 40 AND kind NOT GLOB '*[^a-z_]*'),
    subject      TEXT    NOT NULL CHECK (length(subject) BETWEEN 1 AND 200),
    accountID    TEXT REFERENCES account (id) ON DELETE CASCADE,
    payload      BLOB,
    status       TEXT    NOT NULL DEFAULT 'waiting' CHECK (status IN ('waiting', 'done', 'uncertain', 'given_up')),
    attempt      INTEGER NOT NULL DEFAULT 0 CHECK (attempt >= 0),
    createdAt    INTEGER NOT NULL,
    dueAt        INTEGER NOT NULL,
    leaseUntil   INTEGER,
    isHandedOver INTEGER NOT NULL DEFAULT 0 CHECK (isHandedOver IN (0, 1)),
    finishedAt   INTEGER,
    failure      TEXT CHECK (length(failure) BETWEEN 1 AND 500),        -- the last one
    CHECK ((finishedAt IS NULL) = (status = 'waiting')),
    CHECK (payload IS NULL OR status IN ('waiting', 'given_up')),
    CHECK (leaseUntil IS NULL OR status = 'waiting'),
    CHECK (isHandedOver = 0 OR leaseUntil IS NOT NULL)
) STRICT;
CREATE INDEX outboxOfAccount ON outbox (accountID) WHERE accountID IS NOT NULL;
CREATE INDEX outboxOfStatus ON outbox (status, id);
CREATE INDEX outboxDue ON outbox (kind, dueAt) WHERE status = 'waiting' AND leaseUntil IS NULL;
CREATE INDEX outboxLeased ON outbox (leaseUntil) WHERE leaseUntil IS NOT NULL;
CREATE INDEX outboxOpen ON outbox (kind, status, createdAt) WHERE status IN ('waiting', 'given_up');
CREATE INDEX outboxFinished ON outbox (finishedAt) WHERE finishedAt IS NOT NULL;

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
CREATE INDEX exportByEnd ON export (expiresAt) WHERE expiresAt IS NOT NULL;
