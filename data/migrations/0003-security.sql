-- Second factors, passkeys and proofs by mail. A column named for a sealed value holds ciphertext: see SecretKeys.swift;
-- its table stands in SealedStatement, so that a rotation of the keys finds it.

-- A code generator, in use once it is confirmed.
CREATE TABLE totp (
    accountID     TEXT    NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    sealedSecret  BLOB    NOT NULL CHECK (length(sealedSecret) BETWEEN 33 AND 200),
    createdAt     INTEGER NOT NULL,
    confirmedAt   INTEGER,
    signedInAt    INTEGER,                                   -- the first sign-in that used it
    lastStep      INTEGER NOT NULL DEFAULT 0,                -- the latest 30 seconds whose code was taken
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

-- Sent by mail to prove that somebody reads an address. One that was used has no row.
CREATE TABLE letterToken (
    hash      BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    accountID TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    purpose   TEXT    NOT NULL CHECK (length(purpose) BETWEEN 1 AND 40 AND purpose NOT GLOB '*[^a-z_]*'),
    address   TEXT    NOT NULL CHECK (length(address) BETWEEN 3 AND 254),     -- it was sent to
    expiresAt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX letterTokenOfAccount ON letterToken (accountID, purpose);
CREATE INDEX letterTokenByEnd ON letterToken (expiresAt);
