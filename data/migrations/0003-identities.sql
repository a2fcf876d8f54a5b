-- Ways into an account that a provider keeps. An account that came by one has '!' for a password's hash, which no
-- password matches.

CREATE TABLE identity (
    id         TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    accountID  TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    provider   TEXT    NOT NULL CHECK (length(provider) BETWEEN 1 AND 32),
    name       TEXT CHECK (length(name) BETWEEN 1 AND 100),
    email      TEXT CHECK (length(email) BETWEEN 3 AND 254),       -- what the provider told, verified or not
    createdAt  INTEGER NOT NULL,
    lastUsedAt INTEGER NOT NULL CHECK (lastUsedAt >= createdAt)
) STRICT;
CREATE INDEX identityOfAccount ON identity (accountID, id);

-- By what the person is found again. WeChat has one for each app and one that joins them.
CREATE TABLE identityKey (
    provider   TEXT NOT NULL CHECK (length(provider) BETWEEN 1 AND 32),
    realm      TEXT NOT NULL CHECK (length(realm) BETWEEN 1 AND 255),
    subject    TEXT NOT NULL CHECK (length(subject) BETWEEN 1 AND 255),
    identityID TEXT NOT NULL REFERENCES identity (id) ON DELETE CASCADE,
    PRIMARY KEY (provider, realm, subject)
) STRICT, WITHOUT ROWID;
CREATE INDEX identityKeyOfIdentity ON identityKey (identityID);

-- A sign-in by way of a provider's page, until the browser is back. One that was used has no row. The verifier and the
-- nonce are nowhere: they follow from the state and a secret that only the browser has.
CREATE TABLE signInState (
    hash        BLOB    NOT NULL PRIMARY KEY CHECK (length(hash) = 32),
    browserHash BLOB    NOT NULL CHECK (length(browserHash) = 32),
    provider    TEXT    NOT NULL CHECK (length(provider) BETWEEN 1 AND 32),
    app         TEXT CHECK (length(app) BETWEEN 1 AND 255),
    redirectURI TEXT    NOT NULL CHECK (length(redirectURI) BETWEEN 1 AND 1024),
    returnTo    TEXT    NOT NULL CHECK (returnTo GLOB '/*' AND length(returnTo) <= 512),
    sessionID   TEXT REFERENCES session (id) ON DELETE CASCADE,    -- of whoever links an identity; else a sign-in
    expiresAt   INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX signInStateOfSession ON signInState (sessionID) WHERE sessionID IS NOT NULL;
CREATE INDEX signInStateByEnd ON signInState (expiresAt);
