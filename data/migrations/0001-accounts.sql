-- People: their accounts, how providers know them, and what is left to clear away of those who were erased.
--
-- Ids are UUIDv7 text, so that they sort by time; times are integer milliseconds UTC; credits and money are whole
-- numbers of the smallest unit. A word that Domain may add to (a kind, a mode, a cause) is checked for its form only.
-- Every index serves a statement of Sources/Storage; a test explains each of them.

-- An erased account keeps its row without anything about the person: what was paid for still refers to it.
CREATE TABLE account (
    id              TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    email           TEXT    NOT NULL CHECK (length(email) BETWEEN 3 AND 254),
    emailKey        TEXT    NOT NULL UNIQUE,               -- what makes two spellings one address
    emailVerifiedAt INTEGER,
    name            TEXT    NOT NULL CHECK (length(name) BETWEEN 1 AND 100),
    passwordHash    TEXT    NOT NULL CHECK (passwordHash <> ''),    -- '!' when there is no password
    role            TEXT    NOT NULL CHECK (role IN ('admin', 'member')),
    status          TEXT    NOT NULL CHECK (status IN ('active', 'suspended')),
    hasSecondFactor INTEGER NOT NULL DEFAULT 0 CHECK (hasSecondFactor IN (0, 1)),   -- kept by the triggers on totp
    visibleMark     INTEGER NOT NULL DEFAULT 0 CHECK (visibleMark IN (0, 1)),
    storedBytes     INTEGER NOT NULL DEFAULT 0 CHECK (storedBytes >= 0),   -- kept by the triggers on file and model
    createdAt       INTEGER NOT NULL,
    lastSeenAt      INTEGER,                               -- the last sign-in or refresh
    erasedAt        INTEGER
) STRICT;
CREATE INDEX accountAdmin ON account (id) WHERE role = 'admin' AND status = 'active';

CREATE TABLE preference (
    accountID TEXT NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    language  TEXT NOT NULL CHECK (language IN ('en', 'zh-CN', 'ja')),
    country   TEXT CHECK (length(country) = 2 AND country NOT GLOB '*[^A-Z]*')
) STRICT, WITHOUT ROWID;

-- A way into an account that a provider vouches for.
CREATE TABLE identity (
    id         TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID  TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    provider   TEXT    NOT NULL CHECK (length(provider) BETWEEN 1 AND 32),
    name       TEXT CHECK (length(name) BETWEEN 1 AND 100),
    email      TEXT CHECK (length(email) BETWEEN 3 AND 254),       -- as the provider gave it, verified or not
    createdAt  INTEGER NOT NULL,
    lastUsedAt INTEGER NOT NULL CHECK (lastUsedAt >= createdAt)
) STRICT;
CREATE INDEX identityOfAccount ON identity (accountID, id);

-- How the person is found again. WeChat has one key for each app and one that joins them.
CREATE TABLE identityKey (
    provider   TEXT NOT NULL CHECK (length(provider) BETWEEN 1 AND 32),
    realm      TEXT NOT NULL CHECK (length(realm) BETWEEN 1 AND 255),
    subject    TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    identityID TEXT NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    PRIMARY KEY (provider, realm, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identityKeyOfIdentity ON identityKey (identityID);

-- Erased accounts that are cleared again for a while, because of requests that were under way.
CREATE TABLE erasure (
    accountID TEXT    NOT NULL PRIMARY KEY REFERENCES account (id) ON DELETE CASCADE,
    startedAt INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
