-- Who may do what: API keys, the rules that administrators set, and the log of what concerns security.

ALTER TABLE account ADD COLUMN lastSeenAt INTEGER;       -- of the last sign-in or refresh
CREATE INDEX accountAdmin ON account (id) WHERE role = 'admin' AND status = 'active';

-- A key that was revoked has no row; the log tells of it.
CREATE TABLE apiKey (
    id              TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID       TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    name            TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    prefix          TEXT    NOT NULL UNIQUE CHECK (length(prefix) = 8),
    hash            BLOB    NOT NULL CHECK (length(hash) = 32),           -- SHA-256 of the whole key
    scopes          TEXT    NOT NULL CHECK (json_valid(scopes)),
    createdAt       INTEGER NOT NULL,
    expiresAt       INTEGER CHECK (expiresAt > createdAt),
    endsAt          INTEGER,                                             -- of the overlap with the key that replaces it
    replacedBy      TEXT REFERENCES apiKey (id) ON DELETE SET NULL,
    lastUsedAt      INTEGER,
    lastUsedAddress TEXT CHECK (length(lastUsedAddress) <= 64),
    CHECK ((lastUsedAt IS NULL) = (lastUsedAddress IS NULL)),
    CHECK (replacedBy IS NULL OR endsAt IS NOT NULL)
) STRICT;
CREATE INDEX apiKeyOfAccount ON apiKey (accountID, id);
CREATE INDEX apiKeyReplaced ON apiKey (replacedBy) WHERE replacedBy IS NOT NULL;

CREATE TABLE preference (
    accountID TEXT NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    language  TEXT NOT NULL CHECK (language IN ('en', 'zh-CN', 'ja')),
    country   TEXT CHECK (length(country) = 2 AND country NOT GLOB '*[^A-Z]*')
) STRICT, WITHOUT ROWID;

-- What differs from the default.
CREATE TABLE serverSetting (
    name  TEXT NOT NULL PRIMARY KEY CHECK (name IN ('registration')),
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

CREATE TRIGGER auditEntryStays BEFORE UPDATE ON auditEntry BEGIN
    SELECT raise(ABORT, 'the audit log is only added to');
END;
CREATE TRIGGER auditEntryIsKept BEFORE DELETE ON auditEntry BEGIN
    SELECT raise(ABORT, 'the audit log is only added to');
END;
