-- The identities of accounts at sign-in providers.
SELECT 1;
