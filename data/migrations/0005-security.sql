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
