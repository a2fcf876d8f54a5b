-- Whether the person of a consent is the one who is copied: compared for each model, because a consent may be for several.

-- 1 until the recording of the consent has been compared with the model's source.
ALTER TABLE model ADD COLUMN awaitsComparison INTEGER NOT NULL DEFAULT 0 CHECK (awaitsComparison IN (0, 1));
-- The checks with their scores and reasons, and the models that were used.
ALTER TABLE model ADD COLUMN likeness TEXT CHECK (likeness IS NULL OR json_valid(likeness));

CREATE INDEX modelToCompare ON model (id) WHERE awaitsComparison = 1;
CREATE INDEX modelOfConsent ON model (consentID, id) WHERE deletedAt IS NULL;
