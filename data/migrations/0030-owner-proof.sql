-- Whether an account was made by whoever owns its address: a link that is opened without being signed in proves the address only.

-- NULL as long as nobody has shown both in one.
ALTER TABLE account ADD COLUMN ownerProvenAt INTEGER;

-- Until now the moment of an account's making stood for "verified, but not by whoever made it", unless a provider had vouched.
UPDATE account SET ownerProvenAt = emailVerifiedAt
WHERE emailVerifiedAt > createdAt
    OR EXISTS (
        SELECT 1 FROM identity
        WHERE identity.accountID = account.id AND identity.createdAt = account.createdAt
            AND account.emailVerifiedAt = account.createdAt
    );
