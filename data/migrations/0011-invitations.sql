-- Invitations: each lets one person create an account. One that was used or revoked has no row; the audit log tells of
-- it.
CREATE TABLE invitation (
    id        TEXT    NOT NULL PRIMARY KEY CHECK (length(id) BETWEEN 1 AND 64),
    hash      BLOB    NOT NULL UNIQUE CHECK (length(hash) = 32),               -- SHA-256 of the token
    role      TEXT    NOT NULL CHECK (role IN ('admin', 'member')),
    note      TEXT    NOT NULL CHECK (length(note) <= 100),
    createdBy TEXT    NOT NULL REFERENCES account (id) ON DELETE CASCADE,
    createdAt INTEGER NOT NULL,
    expiresAt INTEGER NOT NULL CHECK (expiresAt > createdAt)
) STRICT;
CREATE INDEX invitationOfAccount ON invitation (createdBy);
CREATE INDEX invitationByEnd ON invitation (expiresAt);
