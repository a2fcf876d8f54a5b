-- What was heard in the recording of a consent, and what a person decided about it.

ALTER TABLE consent ADD COLUMN language TEXT NOT NULL DEFAULT 'en' CHECK (length(language) BETWEEN 1 AND 40);  -- of the sentence
-- NULL until there is a recording; `checking` until it has been listened to.
ALTER TABLE consent ADD COLUMN verdict TEXT
    CHECK (verdict IN ('checking', 'verified', 'needs_review', 'approved', 'refused'));
-- Each check with its score and reason, and the models that were used; of a recording that was not taken, why.
ALTER TABLE consent ADD COLUMN findings TEXT CHECK (findings IS NULL OR json_valid(findings));
ALTER TABLE consent ADD COLUMN reviewedBy TEXT REFERENCES account (id);
ALTER TABLE consent ADD COLUMN reviewedAt INTEGER;
ALTER TABLE consent ADD COLUMN reviewNote TEXT CHECK (length(reviewNote) BETWEEN 1 AND 200);
-- Nobody has listened to those that were recorded before.
UPDATE consent SET verdict = 'needs_review' WHERE recordingFileID IS NOT NULL AND waivedBy IS NULL;

CREATE INDEX consentToReview ON consent (id) WHERE verdict = 'needs_review';
CREATE INDEX consentToCheck ON consent (id) WHERE verdict = 'checking';

-- By what a recording is known again, whoever plays it and in which format: an acoustic fingerprint in pieces.
CREATE TABLE consentEcho (
    value     INTEGER NOT NULL,
    consentID TEXT    NOT NULL REFERENCES consent (id) ON DELETE CASCADE,
    PRIMARY KEY (value, consentID)
) STRICT, WITHOUT ROWID;
CREATE INDEX consentEchoOfConsent ON consentEcho (consentID);
