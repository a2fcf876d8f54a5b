-- Second factors, passkeys, mail and what privacy needs. A column named for a sealed value holds ciphertext: see
-- SecretKeys.swift; its table stands in SealedStatement, so that a rotation of the keys finds it.

ALTER TABLE account ADD COLUMN emailVerifiedAt INTEGER;
ALTER TABLE account ADD COLUMN hasSecondFactor INTEGER NOT NULL DEFAULT 0 CHECK (hasSecondFactor IN (0, 1));

-- A code generator, in use once it is confirmed.
CREATE TABLE totp (
    accountID     TEXT    NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    sealedSecret  BLOB    NOT NULL CHECK (length(sealedSecret) BETWEEN 33 AND 200),
    createdAt     INTEGER NOT NULL,
    confirmedAt   INTEGER,
    lastStep      INTEGER NOT NULL DEFAULT 0,                -- the youngest 30 seconds whose code was taken
    attempts      INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0),
    attemptsSince INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;

CREATE TRIGGER totpConfirmed AFTER UPDATE OF confirmedAt ON totp BEGIN
    UPDATE account SET hasSecondFactor = (NEW.confirmedAt IS NOT NULL) WHERE id = NEW.accountID;
END;
CREATE TRIGGER totpRemoved AFTER DELETE ON totp BEGIN
    UPDATE account SET hasSecondFactor = 0 WHERE id = OLD.accountID;
END;

-- A code that was used has no row.
CREATE TABLE recoveryCode (
    accountID TEXT NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    hash      BLOB NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (accountID, hash)
) STRICT, WITHOUT ROWID;

-- A sign-in that waits for its second factor. One that ended has no row.
CREATE TABLE signInTicket (
    hash      BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    accountID TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    expiresAt INTEGER NOT NULL,
    attempts  INTEGER NOT NULL DEFAULT 0 CHECK (attempts >= 0)
) STRICT, WITHOUT ROWID;
CREATE INDEX signInTicketOfAccount ON signInTicket (accountID);
CREATE INDEX signInTicketByEnd ON signInTicket (expiresAt);

CREATE TABLE passkey (
    id               TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID        TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name             TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    credentialID     BLOB    NOT NULL UNIQUE CHECK (length(credentialID) BETWEEN 1 AND 1023),
    publicKey        BLOB    NOT NULL CHECK (length(publicKey) BETWEEN 1 AND 2048),   -- COSE_Key
    relyingParty     TEXT    NOT NULL CHECK (relyingParty <> ''),                     -- the host it was made for
    transports       TEXT    NOT NULL CHECK (json_valid(transports)),
    signCount        INTEGER NOT NULL CHECK (signCount BETWEEN 0 AND 4294967295),
    isBackupEligible INTEGER NOT NULL CHECK (isBackupEligible IN (0, 1)),
    isBackedUp       INTEGER NOT NULL CHECK (isBackedUp IN (0, 1)),
    createdAt        INTEGER NOT NULL,
    lastUsedAt       INTEGER,
    CHECK (isBackupEligible OR NOT isBackedUp)
) STRICT;
CREATE INDEX passkeyOfAccount ON passkey (accountID, id);

-- Challenges are signed, not stored; those that were answered are remembered until they end.
CREATE TABLE spentChallenge (
    hash      BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    expiresAt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX spentChallengeByEnd ON spentChallenge (expiresAt);

-- What one gets by mail to prove that one reads it. One that was used has no row.
CREATE TABLE letterToken (
    hash      BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    accountID TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    purpose   TEXT    NOT NULL CHECK (purpose IN ('verify_address', 'reset_password')),
    address   TEXT    NOT NULL CHECK (length(address) BETWEEN 3 AND 254),     -- it was sent to
    expiresAt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX letterTokenOfAccount ON letterToken (accountID, purpose);
CREATE INDEX letterTokenByEnd ON letterToken (expiresAt);

-- An account that was erased keeps its row, without anything about the person: what was paid for still refers to it.
ALTER TABLE account ADD COLUMN erasedAt INTEGER;

-- What is left of an erased account to clear away: again for a while, because of requests that were under way.
CREATE TABLE erasure (
    accountID TEXT    NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    startedAt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- All of an account, deleted or not.
CREATE INDEX fileOfOwner ON file (accountID, id);
CREATE INDEX modelOfOwner ON model (accountID, id);
CREATE INDEX uploadOfOwner ON upload (accountID, id);
CREATE INDEX taskWithVideoModel ON task (videoModelID) WHERE videoModelID IS NOT NULL;
CREATE INDEX taskWithVoiceModel ON task (voiceModelID) WHERE voiceModelID IS NOT NULL;
CREATE INDEX modelWithConsent ON model (consentID);
CREATE INDEX auditEntryOfTarget ON auditEntry (targetID, id);

-- The log is only added to, but where from and with what an erased account did it may be forgotten.
DROP TRIGGER auditEntryStays;
CREATE TRIGGER auditEntryStays BEFORE UPDATE ON auditEntry
WHEN NOT (NEW.address = '' AND NEW.userAgent = '' AND NEW.id = OLD.id AND NEW.at = OLD.at
    AND NEW.actorID IS OLD.actorID AND NEW.action = OLD.action AND NEW.targetKind IS OLD.targetKind
    AND NEW.targetID IS OLD.targetID AND NEW.details = OLD.details
    AND EXISTS (SELECT 1 FROM account WHERE id IN (OLD.actorID, OLD.targetID) AND erasedAt IS NOT NULL))
BEGIN
    SELECT raise(ABORT, 'the audit log is only added to');
END;

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
