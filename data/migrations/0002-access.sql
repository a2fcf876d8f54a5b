-- Who may call: sessions, API keys, sign-ins under way, what administrators have set, the audit log, and the answers
-- to requests that may be repeated.

-- A session that ended has no row.
CREATE TABLE session (
    id         TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID  TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    userAgent  TEXT    NOT NULL CHECK (length(userAgent) <= 200),
    address    TEXT    NOT NULL,
    createdAt  INTEGER NOT NULL,
    lastUsedAt INTEGER NOT NULL,
    expiresAt  INTEGER NOT NULL,
    provenAt   INTEGER NOT NULL,                            -- when its owner last proved who they are
    CHECK (expiresAt >= createdAt AND lastUsedAt >= createdAt AND provenAt >= createdAt)
) STRICT;
CREATE INDEX sessionOfAccount ON session (accountID, lastUsedAt);
CREATE INDEX sessionByEnd ON session (expiresAt);

-- The family of a session: retired tokens stay, so that their reuse is noticed.
CREATE TABLE refreshToken (
    hash      BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    sessionID TEXT    NOT NULL REFERENCES session (id) ON DELETE CASCADE,
    retiredAt INTEGER
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX refreshTokenInUse ON refreshToken (sessionID) WHERE retiredAt IS NULL;
CREATE INDEX refreshTokenRetired ON refreshToken (sessionID, retiredAt);

-- A sign-in on a provider's page, until the browser is back. One that was used has no row. The verifier and the nonce
-- are stored nowhere: they follow from the state and a secret that only the browser has.
CREATE TABLE signInState (
    hash        BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    browserHash BLOB    NOT NULL CHECK (length(browserHash) = 32),
    provider    TEXT    NOT NULL CHECK (length(provider) BETWEEN 1 AND 32),
    app         TEXT CHECK (length(app) BETWEEN 1 AND 255),
    redirectURI TEXT    NOT NULL CHECK (length(redirectURI) BETWEEN 1 AND 1024),
    returnTo    TEXT    NOT NULL CHECK (returnTo GLOB '/*' AND length(returnTo) <= 512),
    sessionID   TEXT REFERENCES session (id) ON DELETE CASCADE,    -- that links an identity; NULL for a sign-in
    expiresAt   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX signInStateOfSession ON signInState (sessionID) WHERE sessionID IS NOT NULL;
CREATE INDEX signInStateByEnd ON signInState (expiresAt);

-- A key that was revoked has no row; the audit log tells of it.
CREATE TABLE apiKey (
    id              TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID       TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name            TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    prefix          TEXT    NOT NULL UNIQUE CHECK (length(prefix) = 8),
    hash            BLOB    NOT NULL CHECK (length(hash) = 32),           -- SHA-256 of the whole key
    scopes          TEXT    NOT NULL CHECK (json_valid(scopes)),
    createdAt       INTEGER NOT NULL,
    expiresAt       INTEGER CHECK (expiresAt > createdAt),
    endsAt          INTEGER,                                              -- of the overlap with the key that replaces it
    replacedBy      TEXT REFERENCES apiKey (id) ON DELETE SET NULL,
    lastUsedAt      INTEGER,
    lastUsedAddress TEXT CHECK (length(lastUsedAddress) <= 64),
    CHECK ((lastUsedAt IS NULL) = (lastUsedAddress IS NULL)),
    CHECK (replacedBy IS NULL OR endsAt IS NOT NULL)
) STRICT;
CREATE INDEX apiKeyOfAccount ON apiKey (accountID, id);
CREATE INDEX apiKeyReplaced ON apiKey (replacedBy) WHERE replacedBy IS NOT NULL;

-- What differs from the default.
CREATE TABLE serverSetting (
    name  TEXT NOT NULL PRIMARY KEY CHECK (length(name) BETWEEN 1 AND 64 AND name NOT GLOB '*[^a-z_]*'),
    value TEXT NOT NULL CHECK (name <> 'registration' OR value IN ('open', 'closed'))
) STRICT, WITHOUT ROWID;

-- Ids only and no address of a person, so that it can stay when an account is erased.
CREATE TABLE auditEntry (
    id         TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    at         INTEGER NOT NULL,
    actorID    TEXT,
    action     TEXT    NOT NULL CHECK (length(action) BETWEEN 1 AND 64),
    targetKind TEXT,
    targetID   TEXT,
    address    TEXT    NOT NULL CHECK (length(address) <= 64),
    userAgent  TEXT    NOT NULL CHECK (length(userAgent) <= 200),
    details    TEXT    NOT NULL CHECK (json_valid(details)),
    CHECK ((targetKind IS NULL) = (targetID IS NULL))
) STRICT;
CREATE INDEX auditEntryOfAction ON auditEntry (action, id);
CREATE INDEX auditEntryOfActor ON auditEntry (actorID, id);
CREATE INDEX auditEntryOfActorAndAction ON auditEntry (actorID, action, id);
CREATE INDEX auditEntryOfTarget ON auditEntry (targetID, id);

-- The log is only added to, but where from and with what an erased account did it may be forgotten.
CREATE TRIGGER auditEntryStays BEFORE UPDATE ON auditEntry
WHEN NOT (NEW.address = '' AND NEW.userAgent = '' AND NEW.id = OLD.id AND NEW.at = OLD.at
    AND NEW.actorID IS OLD.actorID AND NEW.action = OLD.action AND NEW.targetKind IS OLD.targetKind
    AND NEW.targetID IS OLD.targetID AND NEW.details = OLD.details
    AND EXISTS (SELECT 1 FROM account WHERE id IN (OLD.actorID, OLD.targetID) AND erasedAt IS NOT NULL))
BEGIN
    SELECT raise(ABORT, 'the audit log is only added to');
END;
CREATE TRIGGER auditEntryIsKept BEFORE DELETE ON auditEntry BEGIN
    SELECT raise(ABORT, 'the audit log is only added to');
END;

-- A request with an Idempotency-Key. `effectID` is the id of what it makes, given before it makes it: a request that was
-- cut short, by a crash say, makes the same thing or finds it made, but never a second one.
CREATE TABLE idempotencyKey (
    scope       TEXT    NOT NULL CHECK (length(scope) BETWEEN 1 AND 64),   -- an account's id; a word for requests of nobody
    key         TEXT    NOT NULL CHECK (length(key) BETWEEN 1 AND 255),
    accountID   TEXT REFERENCES account (id) ON DELETE CASCADE,            -- whose data the answer holds
    requestHash BLOB    NOT NULL,
    startedAt   INTEGER NOT NULL,
    effectID    TEXT    NOT NULL CHECK (length(effectID) BETWEEN 1 AND 64),
    status      INTEGER CHECK (status BETWEEN 100 AND 599),
    body        BLOB,
    PRIMARY KEY (scope, key),
    CHECK ((status IS NULL) = (body IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX idempotencyKeyOfAccount ON idempotencyKey (accountID);
CREATE INDEX idempotencyKeyByAge ON idempotencyKey (startedAt);
CREATE INDEX idempotencyKeyRunning ON idempotencyKey (startedAt) WHERE status IS NULL;
