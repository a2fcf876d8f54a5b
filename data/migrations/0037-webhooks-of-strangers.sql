-- When its address was chosen, and whether it was switched off because its account was taken back: whoever had the account
-- until then may have chosen the address. That is a column of its own because a CHECK cannot be changed; offCause is 'owner' then.
ALTER TABLE webhook ADD COLUMN addressedAt INTEGER NOT NULL DEFAULT 0;
ALTER TABLE webhook ADD COLUMN offByRecovery INTEGER NOT NULL DEFAULT 0 CHECK (offByRecovery IN (0, 1));
UPDATE webhook SET addressedAt = createdAt;
