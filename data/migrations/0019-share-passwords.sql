-- Links by which others see a video may ask for a password.
ALTER TABLE shareLink ADD COLUMN passwordHash TEXT CHECK (passwordHash <> '');
CREATE INDEX shareLinkOfAccount ON shareLink (accountID, id);
